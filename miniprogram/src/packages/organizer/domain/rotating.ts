/**
 * Codes that change with time, made on this phone from a key that was fetched before (签到码). The same rule as the
 * service's: HMAC over purpose, county, subject and time step, cut to 80 bits in letters without look-alikes.
 */
import { bytesOfAscii, bytesOfHex, hmacSha256 } from './sha256'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MAC_BYTES = 10
const BITS_PER_LETTER = 5
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

function digest(key: string, purpose: string, ...parts: string[]): number[] {
  return hmacSha256(bytesOfHex(key), bytesOfAscii(['huanbao-mama/1', purpose, ...parts].join('|')))
}

function letters(bytes: number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(new RegExp(`.{${BITS_PER_LETTER}}`, 'g')) ?? []
  return groups.map((group) => LETTERS[parseInt(group, 2)]).join('')
}

/** The signature of the parts for a purpose: 80 bits as 16 letters. */
export function signature(key: string, purpose: string, ...parts: string[]): string {
  return letters(digest(key, purpose, ...parts).slice(0, MAC_BYTES))
}

/** The number of the time step an instant lies in. */
export function stepAt(now: number, stepSeconds: number): number {
  return Math.floor(now / (stepSeconds * 1000))
}

/** Whole seconds until the next step, at least one. */
export function secondsLeft(now: number, stepSeconds: number): number {
  return Math.ceil(((stepAt(now, stepSeconds) + 1) * stepSeconds * 1000 - now) / 1000)
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
