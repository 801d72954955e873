/** Goods, reservations and the codes to collect them. */
import { once, settle } from '../core/keys'
import { send } from '../core/request'
import type {
  Allowance,
  DayList,
  GiftList,
  Mall,
  OrderPlaced,
  OrderView,
  Page_IssuedView_,
  Page_ListedOrder_,
  PickupPointList,
} from './types'

export type ListedOrder = Page_ListedOrder_['items'][number]
export type RedemptionDay = DayList['items'][number]
export type PickupPoint = PickupPointList['items'][number]
export type IssuedLine = Page_IssuedView_['items'][number]

export async function listPickupPoints(villageCode: string): Promise<PickupPoint[]> {
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

export function listOrders(cursor?: string | null): Promise<Page_ListedOrder_> {
  return send({ method: 'GET', path: '/redemption-orders', query: { cursor, limit: 20 } })
}

export function showOrder(id: string): Promise<OrderView> {
  return send({ method: 'GET', path: `/redemption-orders/${id}` })
}

export async function cancelOrder(id: string, reason: string): Promise<void> {
  await once(`cancel-order:${id}`, (key) =>
    send({ method: 'POST', path: `/redemption-orders/${id}/cancellation`, body: { reason }, key }),
  )
  settle('order:')
}

/** The redemption days of a pickup point: those to come, the nearest first, or those that are over, the latest first. */
export async function listDays(pickupPointId: string, past = false): Promise<RedemptionDay[]> {
  const query = { pickup_point_id: pickupPointId, past }
  return (await send<DayList>({ method: 'GET', path: '/redemption-days', query })).items
}

/** What was handed out on a redemption day, for everybody to read. */
export function listIssued(dayId: string, cursor?: string | null): Promise<Page_IssuedView_> {
  return send({ method: 'GET', path: `/redemption-days/${dayId}/issued-goods`, query: { cursor, limit: 50 } })
}

/** What donors who agreed to be named gave to a pickup point. */
export async function listGifts(pickupPointId: string): Promise<GiftList['items']> {
  const query = { pickup_point_id: pickupPointId }
  return (await send<GiftList>({ method: 'GET', path: '/mall/gifts', query })).items
}
