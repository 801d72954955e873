/** What the redemption day's first screen says. */
import type { ListedOrder, RedemptionDay } from '../../../api/redemption'
import type { SheetView } from '../../../api/types'
import { shown } from '../../../domain/points'
import { clock, day, isSameDay, parse } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { rightsOf, type Post, type Rights } from '../post'

const t = texts.counter

export interface Seen {
  post: Post
  day: RedemptionDay | null
  sheet: SheetView | null
  orders: ListedOrder[]
}

export interface Row {
  id: string
  name: string
  detail: string
  tag: string
  colour: '' | 'indigo' | 'bamboo' | 'persimmon'
}

export interface CounterView {
  point: string
  dayId: string
  isOpen: boolean
  state: string
  stateDetail: string
  served: string
  waiting: Row[]
  done: Row[]
  rights: Rights
}

/** The day that is open or comes next; a cancelled one does not count. */
export function nextDay(days: RedemptionDay[]): RedemptionDay | null {
  return days.find(({ state }) => state === 'planned') ?? null
}

export function isOpen(next: RedemptionDay | null, now: number): boolean {
  return next !== null && now >= parse(next.opens_at) && now < parse(next.closes_at)
}

export function viewOf({ post, day: next, sheet, orders }: Seen, now: number): CounterView {
  return {
    point: post.point ? [post.point.name, post.point.address].filter(Boolean).join(' · ') : '',
    dayId: next && isSameDay(next.opens_at, now) ? next.id : '',
    isOpen: isOpen(next, now),
    ...stateOf(next, now),
    served: sheet
      ? fill(t.served, { served: sheet.households_served, waiting: sheet.households_waiting })
      : '',
    waiting: orders.filter(({ state }) => state === 'placed').map(waitingRow),
    done: orders.filter(isWorthShowing).map(doneRow),
    rights: rightsOf(post.me),
  }
}

function stateOf(next: RedemptionDay | null, now: number): { state: string; stateDetail: string } {
  if (!next) return { state: t.closedToday, stateDetail: t.closedTodayNone }
  if (isOpen(next, now))
    return { state: fill(t.openNow, { time: clock(next.closes_at) }), stateDetail: next.note }
  if (isSameDay(next.opens_at, now))
    return { state: fill(t.opensToday, { time: clock(next.opens_at) }), stateDetail: next.note }
  const when = fill(t.closedTodayNext, { day: day(next.opens_at), time: clock(next.opens_at) })
  return { state: t.closedToday, stateDetail: when }
}

/** An order that ended because only some of it was taken is shown as what was taken. */
function isWorthShowing(order: ListedOrder): boolean {
  return order.state === 'fulfilled' || order.state === 'reversed'
}

export function goodsOf(order: Pick<ListedOrder, 'lines'>): string {
  return order.lines.map((line) => `${line.name} ${line.quantity} ${line.unit_name}`).join('、')
}

function waitingRow(order: ListedOrder): Row {
  return {
    id: order.id,
    name: fill(t.serve.household, { name: order.ordered_for }),
    detail: `${goodsOf(order)}，${shown(order.points)} ${t.serve.unit}`,
    tag: fill(t.until, { time: clock(order.expires_at) }),
    colour: 'indigo',
  }
}

function doneRow(order: ListedOrder): Row {
  const [tag, colour] = markOf(order)
  return {
    id: order.id,
    name: fill(t.serve.household, { name: order.ordered_for }),
    detail: `${goodsOf(order)}，${shown(order.points)} ${t.serve.unit}`,
    tag,
    colour,
  }
}

function markOf(order: ListedOrder): [string, Row['colour']] {
  if (order.state === 'reversed') return [t.undone, '']
  if (order.reversal === 'proposed') return [t.undoWaits, 'persimmon']
  if (order.reversal === 'rejected') return [t.undoRefused, '']
  return order.is_part ? [t.isPart, 'bamboo'] : ['', 'bamboo']
}
