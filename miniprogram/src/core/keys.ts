/** Idempotency keys. A key is stored before its request leaves, and forgotten only when the answer is known. */
import { ApiError } from './errors'
import { read, write } from './storage'

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 26

/** A key nobody used before: time, then chance. */
export function newKey(): string {
  let key = Date.now().toString(36)
  while (key.length < LENGTH) key += LETTERS[Math.floor(Math.random() * LETTERS.length)]
  return key
}

/**
 * Run something that must happen once, with the key for its purpose. If an earlier try ended without an answer –
 * no network, the app closed – the same key is used again, so that the service recognises it.
 * @param purpose what is done to what, for instance `sign-up:<shift>`
 */
export async function once<T>(purpose: string, run: (key: string) => Promise<T>): Promise<T> {
  const key = read('pendingKeys')?.[purpose] ?? newKey()
  write('pendingKeys', { ...read('pendingKeys'), [purpose]: key })
  try {
    const answer = await run(key)
    forget(purpose)
    return answer
  } catch (error) {
    if (error instanceof ApiError && !error.isTemporary) forget(purpose)
    throw error
  }
}

function forget(purpose: string): void {
  const { [purpose]: _, ...rest } = read('pendingKeys') ?? {}
  write('pendingKeys', rest)
}
