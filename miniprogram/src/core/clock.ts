/** Time as the service sees it: this phone's clock plus the difference measured at the last answer. */
import { read, writeIfRoom } from './storage'

/** Differences below this are the road's, not the clock's. */
const NOTICEABLE_SECONDS = 2

/** Learn from the `Date` header of an answer that came at `receivedAt` (milliseconds of this phone). */
export function learnFrom(dateHeader: string | undefined, receivedAt: number): void {
  const served = dateHeader ? Date.parse(dateHeader) : NaN
  if (Number.isNaN(served)) return
  const skew = Math.round((served - receivedAt) / 1000)
  const known = read('skewSeconds')
  if (known === undefined || Math.abs(skew - known) >= NOTICEABLE_SECONDS) writeIfRoom('skewSeconds', skew)
}

/** Server time minus phone time in seconds, or undefined if it was never measured. */
export function skewSeconds(): number | undefined {
  return read('skewSeconds')
}

/** The present instant in milliseconds, as the service would say. */
export function now(): number {
  return Date.now() + (skewSeconds() ?? 0) * 1000
}

/** This phone's own clock as it travels: UTC, whole seconds. */
export function deviceTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z')
}
