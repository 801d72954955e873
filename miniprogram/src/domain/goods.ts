/** Whether a household can have an item, and why not. */
import type { Allowance, Mall } from '../api/types'
import { hundredths, missingFor } from './points'

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
