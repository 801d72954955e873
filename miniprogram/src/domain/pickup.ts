/** What a keeper can scan at the counter, told from its form alone; and amounts of goods being chosen. */
import type { PaperChoice } from '../packages/organizer/domain/paper'

const CARD = /^K\.\d{6}\.[0-9A-Z]{16}\.[0-9A-Z]{2}$/
const CODE = /^[0-9A-Z]{8}$/

export interface AtCounter {
  kind: 'card' | 'code'
  text: string
}

/** A paper card, a pickup code, or null; small letters, blanks and hyphens do not matter. */
export function readAtCounter(scanned: string): AtCounter | null {
  const text = scanned.toUpperCase().replace(/[\s-]/g, '')
  if (CARD.test(text)) return { kind: 'card', text }
  return CODE.test(text) ? { kind: 'code', text } : null
}

/** "7Q2M4FXK" → "7Q2M 4FXK", as it is said aloud. */
export function inGroups(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`.trim()
}

/** How many of each item are chosen, by the item's id. */
export type Amounts = Record<string, number>

/** The lines to send: what is chosen, without zeros. */
export function linesOf(amounts: Amounts): Array<{ item_id: string; quantity: number }> {
  return Object.entries(amounts)
    .filter(([, quantity]) => quantity > 0)
    .map(([item_id, quantity]) => ({ item_id, quantity }))
}

export function amountsOf(choices: Array<Pick<PaperChoice, 'item_id' | 'quantity'>>): Amounts {
  return Object.fromEntries(choices.map(({ item_id, quantity }) => [item_id, quantity]))
}

/** How many kinds of goods are chosen (样). */
export function kindsIn(amounts: Amounts): number {
  return linesOf(amounts).length
}
