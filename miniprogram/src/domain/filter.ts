/** How somebody narrows the list of activities down, and what that means as dates. */
import { businessDate } from './time'

export type Tab = 'open' | 'mine' | 'over'
export type Week = 'any' | 'this' | 'next'

export interface Filter {
  place: 'village' | 'county'
  theme: string
  free: 'any' | 'free'
  week: Week
}

export const NO_FILTER: Filter = { place: 'village', theme: '', free: 'any', week: 'any' }

const DAY_MS = 86400000
const SHANGHAI_MS = 8 * 3600000
const DAYS = 7

/** The first and last business date of a week that begins on Monday. */
export function datesOf(week: Week, now: number): { from_date?: string; to_date?: string } {
  if (week === 'any') return {}
  const weekday = (new Date(now + SHANGHAI_MS).getUTCDay() + DAYS - 1) % DAYS
  const monday = now - weekday * DAY_MS + (week === 'next' ? DAYS * DAY_MS : 0)
  const from = week === 'this' ? now : monday
  return { from_date: businessDate(from), to_date: businessDate(monday + (DAYS - 1) * DAY_MS) }
}

export interface ActivityQuery {
  village_code?: string
  theme?: string
  free?: boolean
  mine?: boolean
  over?: boolean
  newest_first?: boolean
  from_date?: string
  to_date?: string
}

/** What is asked of the service for a tab; only what can still be joined is filtered. */
export function queryFor(tab: Tab, filter: Filter, villageCode: string, now: number): ActivityQuery {
  if (tab === 'mine') return { mine: true, over: false }
  if (tab === 'over') return { village_code: villageCode, over: true, newest_first: true }
  return {
    over: false,
    ...(filter.place === 'village' ? { village_code: villageCode } : {}),
    ...(filter.theme ? { theme: filter.theme } : {}),
    ...(filter.free === 'free' ? { free: true } : {}),
    ...datesOf(filter.week, now),
  }
}

export function isFiltered(filter: Filter): boolean {
  return (Object.keys(NO_FILTER) as Array<keyof Filter>).some((name) => filter[name] !== NO_FILTER[name])
}
