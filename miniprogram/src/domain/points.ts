/**
 * Points as people read them. On the wire they are decimal strings with two places; here they become integer
 * hundredths when two of them must be compared. The worked examples are in tests/examples.json, for both sides.
 */

/** "12.50" → 1250. Never a float. */
export function hundredths(points: string): number {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(points)
  if (!match) throw new Error(`not points: ${points}`)
  const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0') || '0')
  return match[1] ? -value : value
}

/** 1250 → "12.5"; no zeros at the end. */
export function fromHundredths(value: number): string {
  const size = Math.abs(value)
  const fraction = String(size % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${value < 0 ? '−' : ''}${Math.floor(size / 100)}${fraction ? `.${fraction}` : ''}`
}

/** "14.00" → "14"; "6.67" → "6.67"; "-2.50" → "−2.5". */
export function shown(points: string): string {
  return fromHundredths(hundredths(points))
}

/** As a change: "+14", "−2.5". */
export function shownChange(points: string): string {
  const value = hundredths(points)
  return value > 0 ? `+${fromHundredths(value)}` : fromHundredths(value)
}

/** How many points are missing to afford a price: "0" when it is enough. */
export function missingFor(price: string, spendable: string): string {
  return fromHundredths(Math.max(0, hundredths(price) - hundredths(spendable)))
}

/** What a number of things of one price comes to, on the wire. */
export function times(points: string, count: number): string {
  return onTheWire(hundredths(points) * count)
}

/** What is left after spending, on the wire. */
export function minus(points: string, spent: string): string {
  return onTheWire(hundredths(points) - hundredths(spent))
}

/** How many things of one price these points are enough for. */
export function enoughFor(points: string, price: string): number {
  return isZero(price) ? Infinity : Math.floor(hundredths(points) / hundredths(price))
}

function onTheWire(value: number): string {
  const size = Math.abs(value)
  return `${value < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
}

export function isZero(points: string): boolean {
  return hundredths(points) === 0
}
