/** What the shelf says about each item. */
import type { Allowance, Mall } from '../../../api/types'
import { mostOf, offerFor, pictureFor, type Choice, type Offer } from '../../../domain/goods'
import { shown } from '../../../domain/points'
import { nextPeriod } from '../../../domain/periods'
import { clock, day, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.mall
type Item = Mall['items'][number]

export interface Shelf {
  spendable: string
  day: string
  isOpen: boolean
  point: string
  thanks: string
  items: ItemView[]
  /** What the household could pay for and may still have. */
  affordable: ItemView[]
}

export interface ItemView {
  id: string
  name: string
  picture: string
  points: string
  left: string
  limit: string
  canReserve: boolean
  isAffordable: boolean
  action: string
}

export function shelfOf(mall: Mall, allowance: Allowance | null, now: number): Shelf {
  const next = mall.next_day
  const isOpen = next !== null && now >= Date.parse(next.opens_at) && now < Date.parse(next.closes_at)
  const items = mall.items.map((item) =>
    itemView(item, offerFor(item, allowance, isOpen), again(mall, item, now)),
  )
  return {
    spendable: allowance ? shown(allowance.redeemable) : '',
    day: dayWords(next, isOpen),
    isOpen,
    point: [mall.name, mall.address].filter(Boolean).join(' · '),
    thanks: mall.thanks.length ? fill(t.thanks, { names: mall.thanks.join('、') }) : '',
    items,
    affordable: items.filter(({ isAffordable }) => isAffordable),
  }
}

function dayWords(next: Mall['next_day'], isOpen: boolean): string {
  if (!next) return t.noDayYet
  if (isOpen) return fill(t.dayNow, { time: clock(next.closes_at) })
  return fill(t.dayNext, { day: day(next.opens_at), time: clock(next.opens_at) })
}

/** What the sheet from below needs to ask how many. */
export function choiceOf(item: Item, allowance: Allowance): Choice {
  return {
    id: item.id,
    name: item.name,
    unit: item.unit_name,
    points: item.points,
    redeemable: allowance.redeemable,
    picture: item.picture || pictureFor(item.name),
    limit: limitOf(item),
    most: mostOf(item, allowance),
  }
}

function limitOf(item: Item): string {
  if (!item.limit_quantity) return ''
  const values = { period: t.periods[item.limit_period], count: item.limit_quantity, unit: item.unit_name }
  return fill(t.limitText, values)
}

/** When an item that is at its limit can be had again; the limit of the pickup point counts when the item has none. */
function again(mall: Mall, item: Item, now: number): string {
  const period = item.limit_quantity ? item.limit_period : (mall.limit?.period ?? item.limit_period)
  return fill(t.limitAgain, { day: shortDay(nextPeriod(period, now)) })
}

function itemView(item: Item, offer: Offer, againWords: string): ItemView {
  const limit = limitOf(item)
  return {
    id: item.id,
    name: item.name,
    picture: item.picture || pictureFor(item.name),
    points: shown(item.points),
    left: item.available_more ? t.leftMany : fill(t.left, { count: item.available }),
    limit: offer.kind === 'limit' ? againWords : limit,
    canReserve: offer.kind === 'affordable',
    isAffordable: offer.kind === 'affordable' || offer.kind === 'no-day',
    action: actionOf(offer),
  }
}

function actionOf(offer: Offer): string {
  switch (offer.kind) {
    case 'affordable':
      return t.reserve
    case 'short':
      return fill(t.missing, { missing: offer.missing })
    case 'gone':
      return t.gone
    case 'limit':
      return t.limit
    case 'no-day':
      return t.noDay
  }
}
