/** Goods, reservations and the codes to collect them. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type { Allowance, Mall, OrderPlaced, OrderView, Page_OrderSummary_, PickupPointList } from './types'

export type OrderSummary = Page_OrderSummary_['items'][number]

export async function listPickupPoints(villageCode: string): Promise<PickupPointList['items']> {
  const query = { village_code: villageCode }
  const { items } = await send<PickupPointList>({ method: 'GET', path: '/pickup-points', query })
  return items
}

export function showMall(countyId: string, pickupPointId: string): Promise<Mall> {
  const query = { county_id: countyId, pickup_point_id: pickupPointId }
  return send({ method: 'GET', path: '/mall', query, isAnonymous: true })
}

export function showAllowance(countyId: string, pickupPointId: string): Promise<Allowance> {
  const query = { county_id: countyId, pickup_point_id: pickupPointId }
  return send({ method: 'GET', path: '/mall/allowance', query })
}

/** Reserve so many of an item for a redemption day; the points are held, not spent. */
export function placeOrder(dayId: string, itemId: string, quantity: number): Promise<OrderPlaced> {
  const body = { redemption_day_id: dayId, lines: [{ item_id: itemId, quantity }] }
  return once(`order:${dayId}:${itemId}:${quantity}`, (key) =>
    send({ method: 'POST', path: '/redemption-orders', body, key }),
  )
}

export function listOrders(cursor?: string | null): Promise<Page_OrderSummary_> {
  return send({ method: 'GET', path: '/redemption-orders', query: { cursor, limit: 20 } })
}

export function showOrder(id: string): Promise<OrderView> {
  return send({ method: 'GET', path: `/redemption-orders/${id}` })
}

export function cancelOrder(id: string, reason: string): Promise<{ id: string }> {
  return once(`cancel-order:${id}`, (key) =>
    send({ method: 'POST', path: `/redemption-orders/${id}/cancellation`, body: { reason }, key }),
  )
}
