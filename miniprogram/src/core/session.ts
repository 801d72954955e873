/** Who is signed in. One login at a time, silently; login codes are used once and never kept. */
import type { LoginView } from '../api/types'
import { RegistrationNeeded, SignedOut, Unreachable } from './errors'
import { send, useTokens } from './request'
import { forgetPerson, read, remove, write } from './storage'

const LOGIN_TIMEOUT_MS = 8000
let running: Promise<string> | null = null

function loginCode(): Promise<string> {
  return new Promise((resolve, reject) => {
    wx.login({
      timeout: LOGIN_TIMEOUT_MS,
      success: ({ code }) => resolve(code),
      fail: ({ errMsg }) => reject(new Unreachable(errMsg)),
    })
  })
}

async function logIn(): Promise<string> {
  const body = { code: await loginCode() }
  const answer = await send<LoginView>({ method: 'POST', path: '/login', body, isAnonymous: true })
  if (answer.state === 'registration_needed') throw new RegistrationNeeded(answer.ticket ?? '')
  return keepToken(answer.token ?? '')
}

/** Keep a token, also the one that registering gives. */
export function keepToken(token: string): string {
  write('token', token)
  remove('isSignedOut')
  return token
}

/**
 * The token of this phone's owner; logs in when there is none.
 * @throws RegistrationNeeded, SignedOut, ApiError, Unreachable
 */
export function token(): Promise<string> {
  const known = read('token')
  if (known) return Promise.resolve(known)
  if (read('isSignedOut')) return Promise.reject(new SignedOut())
  running ??= logIn().finally(() => {
    running = null
  })
  return running
}

/** Forget a token the service refused, unless another call has renewed it meanwhile. */
function refused(token: string): void {
  if (read('token') === token) remove('token')
}

/** End the session here and at the service; without network only here. */
export async function logOut(): Promise<void> {
  try {
    if (read('token')) await send<unknown>({ method: 'POST', path: '/logout' })
  } catch {
    // the token is forgotten here, and the service ends it by itself
  }
  forgetPerson()
  write('isSignedOut', true)
}

/** The account is closed: nothing of the person stays on this phone, and nobody logs in by herself. */
export function forgetEverything(): void {
  forgetPerson()
  write('isSignedOut', true)
}

/** She asked to come in again after logging out. */
export function comeBack(): void {
  remove('isSignedOut')
}

useTokens({ token, refused })
