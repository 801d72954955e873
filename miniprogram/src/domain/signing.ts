/**
 * Signatures of codes that change with time: HMAC over purpose, county, subject and time step, cut to 80 bits in
 * letters without look-alikes. The same rule as the service's.
 */
import { bytesOfAscii, bytesOfHex, hmacSha256 } from './sha256'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MAC_BYTES = 10
const BITS_PER_LETTER = 5

/** HMAC over purpose and parts with a hexadecimal key, as bytes. */
export function digest(key: string, purpose: string, ...parts: string[]): number[] {
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
