/** What somebody sees who redeems for another person. */
import type { Mall, ProxiedAccount } from '../../../api/types'
import { isZero, missingFor, shown } from '../../../domain/points'
import { clock, day, parse, shortDay, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.elder

export function personOf(account: ProxiedAccount): {
  name: string
  heading: string
  until: string
  spendable: string
  notes: string[]
} {
  const limit = account.order_limit_points
  return {
    name: account.volunteer_name,
    heading: fill(t.of, { name: account.volunteer_name }),
    until: fill(t.until, { day: shortDay(account.ends_on) }),
    spendable: shown(account.redeemable),
    notes: [
      isZero(account.held) ? '' : fill(t.held, { points: shown(account.held) }),
      limit === null ? '' : fill(t.limit, { points: shown(limit) }),
    ].filter(Boolean),
  }
}

export function ordersOf(
  account: ProxiedAccount,
): Array<{ id: string; when: string; points: string; tag: string }> {
  return account.orders.map((order) => ({
    id: order.id,
    when: `${day(order.placed_at)} ${clock(order.placed_at)}`,
    points: shown(order.points),
    tag: texts.order.states[order.state],
  }))
}

export interface Goods {
  id: string
  name: string
  price: string
  points: string
  /** Why she cannot have it, or nothing. */
  why: string
}

/** Before the day begins nothing can be had yet. */
export function goodsOf(mall: Mall, redeemable: string, now: number): Goods[] {
  const isOpen = mall.next_day !== null && parse(mall.next_day.opens_at) <= now
  return mall.items.map((item) => {
    const short = missingFor(item.points, redeemable)
    const lacks = short === '0' ? '' : fill(t.short, { points: short })
    return {
      id: item.id,
      name: item.name,
      points: shown(item.points),
      price: fill(t.price, { points: shown(item.points), each: fill(t.each, { unit: item.unit_name }) }),
      why: item.available ? lacks || (isOpen ? '' : t.notYet) : t.gone,
    }
  })
}

export function dayOf(mall: Mall): string {
  const next = mall.next_day
  if (!next) return t.noDay
  return fill(t.nextDay, {
    day: day(next.opens_at),
    span: span(next.opens_at, next.closes_at),
    place: mall.address || mall.name,
  })
}
