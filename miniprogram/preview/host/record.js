/**
 * What a person or a test can tell the phone, and what it can ask afterwards.
 *
 *   window.__mock       inputs: login, network, scanCode, location, subscribe, auth, modal … (see wx/*.js)
 *   window.__calls      every wx.* call with its arguments, in order
 *   window.__mpErrors   errors of the app; every end-to-end test ends with this list empty
 *   window.__mpMissing  wx.* names the app touched that the preview does not have
 */
export const mock = (window.__mock = {
  login: '',
  network: 'wifi',
  location: { latitude: 24.65, longitude: 109.24, accuracy: 30 },
  subscribe: 'accept',
  auth: {},
  ...window.__MP__.options.mock,
  ...window.__mock,
})

export const calls = (window.__calls = [])
export const errors = (window.__mpErrors = [])
export const warnings = (window.__mpWarnings = [])
export const missing = (window.__mpMissing = {})

/** Keep an error for the tests and show it to whoever has the console open. */
export function recordError(where, error) {
  console.error(`[mini-program] ${where}`, error)
  errors.push(`${where}: ${error?.stack || error?.errMsg || JSON.stringify(error) || error}`)
}

/** Run a function of the app; what it throws is recorded and does not stop the host. */
export function guarded(where, run) {
  try {
    return run()
  } catch (error) {
    recordError(where, error)
    return undefined
  }
}

addEventListener('error', (event) => recordError('window', event.error || event.message))
addEventListener('unhandledrejection', (event) => recordError('unhandled rejection', event.reason))
