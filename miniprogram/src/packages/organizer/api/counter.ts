/** What a shop keeper does at the counter of her pickup point. */
import { once } from '../../../core/keys'
import { send } from '../../../core/request'
import type {
  CounterOrder,
  Fulfilled,
  OrderPlaced,
  Page_ListedOrder_,
  Quote,
  SheetView,
} from '../../../api/types'

/** So many of one item, as it travels. */
export interface Choice {
  item_id: string
  quantity: number
}

/** What a pickup code stands for, and the household's points before and after; moves nothing. */
export function lookUpOrder(pickupPointId: string, code: string, lines?: Choice[]): Promise<CounterOrder> {
  const body = { pickup_point_id: pickupPointId, code, ...(lines ? { lines } : {}) }
  return send({ method: 'POST', path: '/redemption-orders/look-up', body })
}

/** What the household of a paper card has, and what a choice would cost it; reserves nothing. */
export function quoteCard(dayId: string, card: string, lines: Choice[]): Promise<Quote> {
  const body = { redemption_day_id: dayId, card, lines }
  return send({ method: 'POST', path: '/redemption-orders/quote', body })
}

/** Reserve for whoever holds a paper card. @param serving tells two visits of one day apart */
export function placeForCard(
  dayId: string,
  card: string,
  lines: Choice[],
  serving: string,
): Promise<OrderPlaced> {
  const body = { redemption_day_id: dayId, card, lines }
  return once(`card-order:${serving}:${JSON.stringify(lines)}`, (key) =>
    send({ method: 'POST', path: '/redemption-orders', body, key }),
  )
}

/** The goods are in her hands: spend the points. `lines` when she takes only some of what was reserved. */
export function handOver(
  pickupPointId: string,
  code: string,
  more: { lines?: Choice[]; collected_by?: string },
): Promise<Fulfilled> {
  const body = { pickup_point_id: pickupPointId, code, ...more }
  return once(`hand-over:${code}:${JSON.stringify(more)}`, (key) =>
    send({ method: 'POST', path: '/redemption-orders/fulfilment', body, key }),
  )
}

export function listDayOrders(dayId: string, cursor?: string | null): Promise<Page_ListedOrder_> {
  const query = { redemption_day_id: dayId, cursor, limit: 50 }
  return send({ method: 'GET', path: '/redemption-orders', query })
}

export function showSheet(dayId: string): Promise<SheetView> {
  return send({ method: 'GET', path: `/redemption-days/${dayId}/sheet` })
}

/** Ask for a hand-over to be undone; the county decides. @param isUsable whether the goods can be given out again */
export function askReversal(orderId: string, reason: string, isUsable: boolean): Promise<{ id: string }> {
  const body = { reason, usable: isUsable }
  return once(`undo:${orderId}:${reason}:${isUsable}`, (key) =>
    send({ method: 'POST', path: `/redemption-orders/${orderId}/reversal-requests`, body, key }),
  )
}

export interface DayPlan {
  pickup_point_id: string
  opens_at: string
  closes_at: string
  note: string
}

export function planDay(body: DayPlan): Promise<{ id: string }> {
  return once(`plan-day:${JSON.stringify(body)}`, (key) =>
    send({ method: 'POST', path: '/redemption-days', body, key }),
  )
}

export function cancelDay(id: string): Promise<{ id: string }> {
  return once(`cancel-day:${id}`, (key) =>
    send({ method: 'POST', path: `/redemption-days/${id}/cancellation`, key }),
  )
}
