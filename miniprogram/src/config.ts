/** The one address an operator changes: the service's origin, as declared in the mini-program's request domains. */
export const ORIGIN = 'https://api.huanbao-mama.example'

/** The path under which this app speaks to the service. */
export const API = `${ORIGIN}/v1`

/** How long a request may take, in milliseconds. */
export const TIMEOUT_MS = 10000
