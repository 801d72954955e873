/** What a scanned text can be, told from its form alone; whether it is true only the service knows. */

/** county.activity.step.proof, as the organizer's phone shows it. */
const ROTATING = /^\d{6}\.([0-9A-HJKMNP-TV-Z]{4,8})\.\d+\.[0-9A-Z]+$/
/** A poster's code stays the same; it is for signing up. */
const POSTER = /^E\d{6}([0-9A-HJKMNP-TV-Z]{4,8})\.[0-9A-Z]+$/
const DIGITS = /^\d{6}$/

/** The short id of the activity a code belongs to, or null. */
export function shortIdIn(text: string): string | null {
  return (ROTATING.exec(text) ?? POSTER.exec(text))?.[1] ?? null
}

/** What was typed, without spaces and with ordinary digits and letters for wide ones. */
export function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '')
}

export function isDigits(text: string): boolean {
  return DIGITS.test(text)
}
