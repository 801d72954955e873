/** Whether a household can have an item, and why not. */
import type { Allowance, Mall } from '../api/types'
import { enoughFor, hundredths, minus, missingFor, times } from './points'

type Item = Mall['items'][number]

export type Offer =
  | { kind: 'affordable' }
  | { kind: 'short'; missing: string }
  | { kind: 'gone' }
  | { kind: 'limit' }
  | { kind: 'no-day' }

export function offerFor(item: Item, allowance: Allowance | null, hasDay: boolean): Offer {
  if (item.available === 0) return { kind: 'gone' }
  if (!allowance) return { kind: 'no-day' }
  if (hundredths(item.points) > hundredths(allowance.redeemable))
    return { kind: 'short', missing: missingFor(item.points, allowance.redeemable) }
  const left = allowance.items.find((line) => line.item_id === item.id)?.left
  if (left === 0 || allowance.orders_left === 0) return { kind: 'limit' }
  return hasDay ? { kind: 'affordable' } : { kind: 'no-day' }
}

/** More of one thing at once is a typing mistake. */
const MOST = 20

/** How many of an item a household can reserve at once: shelf, points and its limit all have a say. */
export function mostOf(item: Item, allowance: Allowance): number {
  const left = allowance.items.find((line) => line.item_id === item.id)?.left ?? MOST
  return Math.max(1, Math.min(MOST, item.available, left, enoughFor(allowance.redeemable, item.points)))
}

/** An item somebody is about to reserve. Points are decimal strings as on the wire. */
export interface Choice {
  id: string
  name: string
  unit: string
  points: string
  redeemable: string
  picture: string
  limit: string
  most: number
}

/** What a number of them costs, and what is left then. */
export function costOf(points: string, quantity: number, redeemable: string): { cost: string; left: string } {
  const cost = times(points, quantity)
  return { cost, left: minus(redeemable, cost) }
}

const PICTURES: Array<[RegExp, string]> = [
  [/皂/, 'soap'],
  [/米|面/, 'rice'],
  [/油/, 'oil'],
  [/巾/, 'towel'],
  [/桶|盆|篓/, 'pail'],
  [/洗洁|洗衣|液|剂/, 'wash'],
]

/** A drawing for an item that has no photograph; empty when none of ours fits. */
export function pictureFor(name: string): string {
  const found = PICTURES.find(([pattern]) => pattern.test(name))
  return found ? `/images/goods-${found[1]}.svg` : ''
}
