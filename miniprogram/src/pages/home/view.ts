/** What the first screen says, from what the service answered. */
import type { ActivityItem } from '../../api/activities'
import type { BalanceView, Mall, MeView } from '../../api/types'
import { isOver } from '../../domain/activity'
import { instantOf, type Scan } from '../../domain/outbox'
import { isZero, shown } from '../../domain/points'
import { clock, day, dayInWords, greeting, isSameDay, span } from '../../domain/time'
import { fill, texts } from '../../i18n/zh-CN'

const t = texts.home

export function greetingOf(me: MeView, now: number): { hello: string; where: string } {
  const count = me.household?.members.length ?? 0
  const where = [me.village_name ?? '', count ? fill(t.household, { count }) : ''].filter(Boolean).join(' · ')
  return {
    hello: fill(t.hello, { name: me.name, greeting: greeting(now) }),
    where,
  }
}

export interface Today {
  id: string
  isToday: boolean
  when: string
  title: string
  line: string
  scanText: string
}

/** The activity she is at, else today's next, else the next at all; null when there is none. */
export function todayOf(items: ActivityItem[], scans: Scan[], now: number): Today | null {
  const live = items.filter((item) => item.state === 'published' && !isOver(item.ends_at, now))
  const item =
    items.find((each) => isSameDay(each.starts_at, now) && isHere(each, scans)) ??
    live.find((each) => isSameDay(each.starts_at, now) && each.my_sign_up) ??
    live.find((each) => each.my_sign_up === 'signed_up') ??
    live[0]
  if (!item) return null
  const isToday = isSameDay(item.starts_at, now)
  const values = {
    span: span(item.starts_at, item.ends_at),
    place: item.place_name,
    day: dayInWords(item.starts_at, now),
  }
  return {
    id: item.id,
    isToday,
    when: fill(isToday ? t.today : t.next, values),
    title: item.title,
    line: lineOf(item, scans),
    scanText: isHere(item, scans) ? t.scanOut : t.scanIn,
  }
}

function newestOf(item: ActivityItem, scans: Scan[]): Scan | undefined {
  return scans.find((scan) => scan.shortId === item.short_id && scan.state !== 'refused')
}

function isHere(item: ActivityItem, scans: Scan[]): boolean {
  const newest = newestOf(item, scans)
  return newest ? newest.direction === 'in' : item.my_attendance === 'checked_in'
}

function lineOf(item: ActivityItem, scans: Scan[]): string {
  const newest = newestOf(item, scans)
  if (newest?.direction === 'in') {
    const time = clock(newest.attendance?.in_at ?? instantOf(newest))
    return fill(newest.state === 'waiting' ? t.checkedInOffline : t.checkedInAt, { time })
  }
  if (newest || item.my_attendance === 'checked_out') return t.checkedOut
  if (item.my_attendance === 'checked_in') return t.checkedIn
  if (item.my_sign_up === 'signed_up') return t.signedUp
  return item.my_sign_up === 'waitlisted' ? t.waitlisted : t.notSignedUp
}

export function accountOf(balance: BalanceView): {
  spendable: string
  pending: string
  held: string
  hasHeld: boolean
  label: string
} {
  const parts = {
    spendable: shown(balance.spendable),
    pending: shown(balance.pending),
    held: shown(balance.held),
  }
  return { ...parts, hasHeld: !isZero(balance.held), label: fill(t.pointsLabel, parts) }
}

export function dayOf(mall: Mall | null, now: number): { title: string; detail: string } {
  const next = mall?.next_day
  if (!mall || !next) return { title: t.nextDay, detail: t.noDay }
  const isNow = now >= Date.parse(next.opens_at) && now < Date.parse(next.closes_at)
  if (isNow)
    return {
      title: t.dayNow,
      detail: fill(t.dayNowDetail, { time: clock(next.closes_at), place: mall.address }),
    }
  return { title: t.nextDay, detail: `${day(next.opens_at)} ${clock(next.opens_at)} ${mall.address}` }
}
