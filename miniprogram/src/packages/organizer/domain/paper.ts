/** Orders written down without network (纸单): nothing is handed over before the service has said yes. */

export interface PaperOrder {
  id: string
  dayId: string
  /** A card or a pickup code, as scanned or typed. */
  kind: 'card' | 'code'
  text: string
  choices: PaperChoice[]
  writtenAt: string
}

export interface PaperChoice {
  item_id: string
  name: string
  unit_name: string
  quantity: number
}

/** So many fit on one phone: what waits must be seen at a glance. */
export const MOST_PAPER_ORDERS = 20

/** @returns null when no more fit */
export function withPaper(orders: PaperOrder[], order: PaperOrder): PaperOrder[] | null {
  const others = orders.filter(({ id }) => id !== order.id)
  return others.length >= MOST_PAPER_ORDERS ? null : [...others, order]
}

export function withoutPaper(orders: PaperOrder[], id: string): PaperOrder[] {
  return orders.filter((order) => order.id !== id)
}
