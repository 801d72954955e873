/** What the shelf says about each item. */
import type { Allowance, Mall } from '../../../api/types'
import { mostOf, offerFor, pictureFor, type Choice, type Offer } from '../../../domain/goods'
import { shown } from '../../../domain/points'
import { clock, day } from '../../../domain/time'
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
}

export interface ItemView {
  id: string
  name: string
  picture: string
  points: string
  left: string
  limit: string
  canReserve: boolean
  action: string
}

export function shelfOf(mall: Mall, allowance: Allowance | null, now: number): Shelf {
  const next = mall.next_day
  const isOpen = next !== null && now >= Date.parse(next.opens_at) && now < Date.parse(next.closes_at)
  return {
    spendable: allowance ? shown(allowance.redeemable) : '',
    day: dayWords(next, isOpen),
    isOpen,
    point: [mall.name, mall.address].filter(Boolean).join(' · '),
    thanks: mall.thanks.length ? fill(t.thanks, { names: mall.thanks.join('、') }) : '',
    items: mall.items.map((item) => itemView(item, offerFor(item, allowance, isOpen))),
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

function itemView(item: Item, offer: Offer): ItemView {
  return {
    id: item.id,
    name: item.name,
    picture: item.picture || pictureFor(item.name),
    points: shown(item.points),
    left: item.available_more ? t.leftMany : fill(t.left, { count: item.available }),
    limit: limitOf(item),
    canReserve: offer.kind === 'affordable',
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
