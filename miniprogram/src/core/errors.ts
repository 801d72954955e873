/** What can go wrong when speaking to the service. */

/** The service refused, with a sentence for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    /** Names of the fields that were not right, if the service named any. */
    readonly fields: string[] = [],
  ) {
    super(`${status} ${code}`)
  }

  /** Whether the same request may succeed a little later; the key of the request must then be kept. */
  get isTemporary(): boolean {
    return this.status >= 500 || this.status === 429 || ['busy_try_again', 'in_progress'].includes(this.code)
  }
}

/** No answer came: no network, or nobody there. What was asked may or may not have happened. */
export class Unreachable extends Error {}

/** This WeChat user is not known yet; the ticket lets her register. */
export class RegistrationNeeded extends Error {
  constructor(readonly ticket: string) {
    super('registration needed')
  }
}

/** She logged out on this phone and has not asked to come in again. */
export class SignedOut extends Error {}
