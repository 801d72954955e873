/** Instants and days as people in China read them, whatever the phone's own time zone is. */

const SHANGHAI_HOURS = 8
const HOUR_MS = 3600000
const DAY_MS = 24 * HOUR_MS
const WEEKDAYS = '日一二三四五六'

/** A date whose UTC fields are the local ones. */
function local(instant: number): Date {
  return new Date(instant + SHANGHAI_HOURS * HOUR_MS)
}

export function parse(instant: string): number {
  return Date.parse(instant)
}

/** 「8:05」 */
export function clock(instant: string): string {
  const date = local(parse(instant))
  return `${date.getUTCHours()}:${String(date.getUTCMinutes()).padStart(2, '0')}`
}

/** 「8:30–11:00」 */
export function span(from: string, to: string): string {
  return `${clock(from)}–${clock(to)}`
}

/** 「11月21日 周六」 */
export function day(instant: string): string {
  const date = local(parse(instant))
  return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日 周${WEEKDAYS[date.getUTCDay()]}`
}

/** 「11月23日」: the last day of a window that closes at an instant, midnight of the day after. */
export function lastDay(closesAt: string): string {
  return shortDay(businessDate(parse(closesAt) - 1000))
}

/** The number of the month an instant lies in. */
export function monthOf(instant: number): number {
  return local(instant).getUTCMonth() + 1
}

/** 「11月21日」 of a business date such as "2026-11-21". */
export function shortDay(date: string): string {
  const [, month, dayOfMonth] = date.split('-').map(Number)
  return `${month}月${dayOfMonth}日`
}

/** 「2026年11月」 of a business date. */
export function month(date: string): string {
  const [year, monthOfYear] = date.split('-').map(Number)
  return `${year}年${monthOfYear}月`
}

/** The business date of an instant: "2026-11-21". */
export function businessDate(instant: number): string {
  return local(instant).toISOString().slice(0, 10)
}

/** 「今天」「明天」, else the day with its weekday. */
export function dayInWords(instant: string, now: number): string {
  const distance = dayNumber(parse(instant)) - dayNumber(now)
  if (distance === 0) return '今天'
  return distance === 1 ? '明天' : day(instant)
}

export function isSameDay(instant: string, now: number): boolean {
  return dayNumber(parse(instant)) === dayNumber(now)
}

function dayNumber(instant: number): number {
  return Math.floor((instant + SHANGHAI_HOURS * HOUR_MS) / DAY_MS)
}

/** 「2 小时 30 分钟」; minutes are never 分, which are points. */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (!hours) return `${rest} 分钟`
  return rest ? `${hours} 小时 ${rest} 分钟` : `${hours} 小时`
}

/** 「早上好」 and so on. */
export function greeting(now: number): string {
  const hour = local(now).getUTCHours()
  if (hour < 11) return '早上好'
  if (hour < 13) return '中午好'
  return hour < 18 ? '下午好' : '晚上好'
}

/** The instant at a clock time ("08:05") on the Chinese day of another instant, on the wire's form. */
export function instantAt(sameDayAs: string, time: string): string {
  return instantOn(businessDate(parse(sameDayAs)), time)
}

/** The instant at a clock time ("08:05") of a business date ("2026-11-21"). */
export function instantOn(date: string, time: string): string {
  return wire(Date.parse(`${date}T${time.padStart(5, '0')}:00Z`) - SHANGHAI_HOURS * HOUR_MS)
}

/** "2026-11-21T00:30:00Z" */
export function wire(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The clock time of an instant as a time picker wants it: "08:05". */
export function pickerTime(instant: string): string {
  return clock(instant).padStart(5, '0')
}
