/** My household, joining one, and acting for somebody. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type {
  ActPage,
  JoinRequestList,
  OrderPlaced,
  OwnCardView,
  OwnJoinRequestList,
  ProxiedAccount,
  ProxyList,
} from './types'

export type JoinRequest = JoinRequestList['items'][number]
export type Proxy = ProxyList['items'][number]
export type Act = ActPage['items'][number]
export type Scope = Proxy['scope']

export interface HouseholdRules {
  head_volunteer_id: string
  redeem_by: 'head' | 'adults'
  order_limit_points: string | null
}

export async function listJoinRequests(): Promise<JoinRequest[]> {
  return (await send<JoinRequestList>({ method: 'GET', path: '/me/household/join-requests' })).items
}

/** Yes or no to somebody who asks to join; only the head decides. */
export function answerJoinRequest(id: string, answer: 'approval' | 'refusal'): Promise<unknown> {
  return once(`join-${answer}:${id}`, (key) =>
    send({ method: 'POST', path: `/household-join-requests/${id}/${answer}`, key }),
  )
}

/** The household I asked to join and wait for, if any. */
export async function findOwnRequest(): Promise<OwnJoinRequestList['items'][number] | null> {
  const { items } = await send<OwnJoinRequestList>({ method: 'GET', path: '/me/household-join-requests' })
  return items[0] ?? null
}

export function askToJoin(code: string): Promise<{ id: string }> {
  return once(`join:${code}`, (key) =>
    send({ method: 'POST', path: '/me/household-join-requests', body: { household_code: code }, key }),
  )
}

export function withdrawRequest(id: string): Promise<unknown> {
  return once(`join-withdrawal:${id}`, (key) =>
    send({ method: 'POST', path: `/household-join-requests/${id}/withdrawal`, key }),
  )
}

/** Leave and found a household of my own; the points stay. */
export function leaveHousehold(householdId: string): Promise<unknown> {
  return once(`leave:${householdId}`, (key) => send({ method: 'POST', path: '/me/household-leaving', key }))
}

/** Head, who may spend, and how much at once; sending it twice says the same. */
export function changeHousehold(id: string, rules: HouseholdRules): Promise<unknown> {
  return send({ method: 'PUT', path: `/households/${id}`, body: rules })
}

export async function listProxies(): Promise<Proxy[]> {
  return (await send<ProxyList>({ method: 'GET', path: '/me/proxies' })).items
}

export function grantProxy(proxyId: string, scope: Scope, endsOn: string): Promise<{ id: string }> {
  const body = { proxy_id: proxyId, scope, ends_on: endsOn }
  return once(`proxy:${proxyId}:${scope}:${endsOn}`, (key) =>
    send({ method: 'POST', path: '/me/proxies', body, key }),
  )
}

export function endProxy(id: string): Promise<unknown> {
  return once(`proxy-end:${id}`, (key) => send({ method: 'POST', path: `/proxies/${id}/end`, key }))
}

export function listActsForMe(cursor?: string | null): Promise<ActPage> {
  return send({ method: 'GET', path: '/me/acts-for-me', query: { cursor, limit: 20 } })
}

/** Points and orders of somebody I redeem for. */
export function showProxiedAccount(proxyId: string): Promise<ProxiedAccount> {
  return send({ method: 'GET', path: `/proxies/${proxyId}/account` })
}

export function showOwnCard(): Promise<OwnCardView> {
  return send({ method: 'GET', path: '/me/card' })
}

export function reportCardLost(volunteerId: string, suffix: string): Promise<unknown> {
  return once(`card-lost:${suffix}`, (key) =>
    send({ method: 'POST', path: `/volunteers/${volunteerId}/card-closing`, body: { state: 'lost' }, key }),
  )
}

/** Reserve one piece of an item for somebody I redeem for. */
export function redeemFor(volunteerId: string, dayId: string, itemId: string): Promise<OrderPlaced> {
  const body = {
    redemption_day_id: dayId,
    lines: [{ item_id: itemId, quantity: 1 }],
    on_behalf_of: volunteerId,
  }
  return once(`order-for:${volunteerId}:${dayId}:${itemId}`, (key) =>
    send({ method: 'POST', path: '/redemption-orders', body, key }),
  )
}
