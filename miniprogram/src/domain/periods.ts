/** Periods that limits count in: a day, a month, a season (calendar quarter) or a year. */
import { businessDate, shortDay } from './time'

export type Period = 'day' | 'month' | 'season' | 'year'

const DAY_MS = 24 * 3600000
const MONTHS: Record<Exclude<Period, 'day'>, number> = { month: 1, season: 3, year: 12 }

/** The first day of the next period: "2026-12-01" for a month, asked on 24 November 2026. */
export function nextPeriod(period: Period, now: number): string {
  if (period === 'day') return businessDate(now + DAY_MS)
  const [year, month] = businessDate(now).split('-').map(Number)
  const begun = Math.floor((month - 1) / MONTHS[period]) * MONTHS[period]
  const next = begun + MONTHS[period]
  return `${year + Math.floor(next / 12)}-${String((next % 12) + 1).padStart(2, '0')}-01`
}

/** 「6月30日」, with its year when that is not the present one. */
export function dayWithYear(date: string, now: number): string {
  const year = date.slice(0, 4)
  return year === businessDate(now).slice(0, 4) ? shortDay(date) : `${year}年${shortDay(date)}`
}
