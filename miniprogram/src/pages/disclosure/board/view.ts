/** What the board of a village says about each published list. */
import type { Disclosure } from '../../../api/disclosure'
import { businessDate, clock, parse, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.disclosures
const DAY_MS = 86400000

export interface ListRow {
  id: string
  county: string
  title: string
  when: string
  tag: string
  colour: string
  isOpen: boolean
}

/** The last instant of a window is still of its last day. */
function lastDayOf(list: Disclosure): string {
  return businessDate(parse(list.closes_at) - 1)
}

/** Days until the last day, 0 on it. */
export function daysLeft(list: Disclosure, now: number): number {
  return Math.round((Date.parse(lastDayOf(list)) - Date.parse(businessDate(now))) / DAY_MS)
}

export function windowOf(list: Disclosure, now: number): string {
  const day = shortDay(lastDayOf(list))
  const isPast = parse(list.closes_at) <= now
  if (list.state === 'settled' || isPast) {
    const from = shortDay(businessDate(parse(list.opens_at)))
    return fill(list.state === 'settled' ? t.over : t.checking, { from, to: day })
  }
  const days = daysLeft(list, now)
  return days > 0 ? fill(t.until, { day, days }) : fill(t.lastDay, { time: clock(list.closes_at) })
}

export function rowOf(list: Disclosure, now: number): ListRow {
  const isOpen = list.state === 'open' && parse(list.closes_at) > now
  return {
    id: list.id,
    county: list.county_id,
    title: fill(t.list, { number: list.number }),
    when: windowOf(list, now),
    tag: isOpen ? t.open : t.settled,
    colour: isOpen ? 'indigo' : '',
    isOpen,
  }
}
