/** Orders written down without network, kept on this phone until they are handed over or dropped. */
import { now } from '../../../../core/clock'
import { read, write } from '../../../../core/storage'
import { withoutPaper, withPaper, type PaperOrder } from '../../domain/paper'
import { wire } from '../../../../domain/time'

export function paperOrders(): PaperOrder[] {
  return read('paperOrders') ?? []
}

export function findPaper(id: string | undefined): PaperOrder | undefined {
  return paperOrders().find((order) => order.id === id)
}

/** @returns false when no more fit */
export function keepPaper(order: Omit<PaperOrder, 'writtenAt'>): boolean {
  const kept = withPaper(paperOrders(), { ...order, writtenAt: wire(now()) })
  if (kept) write('paperOrders', kept)
  return kept !== null
}

export function forgetPaper(id: string | undefined): void {
  if (id) write('paperOrders', withoutPaper(paperOrders(), id))
}
