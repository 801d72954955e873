/**
 * Codes that change with time, made on this phone from a key that was fetched before (签到码). The same rule as the
 * service's; the signature is shared with volunteers' own codes.
 */
import { digest, signature, stepAt } from '../../../domain/signing'

export { secondsLeft, signature, stepAt } from '../../../domain/signing'

const SPOKEN_BYTES = 6

/** What the service hands out for one activity. */
export interface ActivityKey {
  county_id: string
  short_id: string
  /** Hexadecimal. */
  key: string
  step_seconds: number
  digits: number
}

/** A key as this phone keeps it, with what the screen says beside the code. */
export interface KeptKey extends ActivityKey {
  title: string
  /** From when until when people can sign in and out. */
  opens_at: string
  closes_at: string
}

/** The keys that may still be of use; the others are thrown away. */
export function stillUseful(keys: Record<string, KeptKey>, now: number): Record<string, KeptKey> {
  return Object.fromEntries(Object.entries(keys).filter(([, key]) => Date.parse(key.closes_at) > now))
}

/** What an activity shows at that instant. */
export function checkInCode(of: ActivityKey, now: number): string {
  const step = String(stepAt(now, of.step_seconds))
  return `${of.county_id}.${of.short_id}.${step}.${signature(of.key, 'check-in', of.county_id, of.short_id, step)}`
}

/** The digits to read out beside it. */
export function spokenCode(of: ActivityKey, now: number): string {
  const step = String(stepAt(now, of.step_seconds))
  const bytes = digest(of.key, 'spoken', of.county_id, of.short_id, step).slice(0, SPOKEN_BYTES)
  // six bytes stay exact in a double
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  return String(number % 10 ** of.digits).padStart(of.digits, '0')
}
