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

/**
 * Forget the keys of a purpose whose answers never came, because what became of them is known by now: whoever gave a
 * reservation back and takes the same again wants another one, not the old answer.
 * @param beginning how the purposes begin, for instance `order:`
 */
export function settle(beginning: string): void {
  const pending = Object.entries(read('pendingKeys') ?? {})
  write('pendingKeys', Object.fromEntries(pending.filter(([purpose]) => !purpose.startsWith(beginning))))
}

function forget(purpose: string): void {
  const { [purpose]: _, ...rest } = read('pendingKeys') ?? {}
  write('pendingKeys', rest)
}
