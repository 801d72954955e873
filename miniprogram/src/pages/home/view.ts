/** What the first screen says, from what the service answered. */
import type { ActivityItem } from '../../api/activities'
import type { BalanceView, HomeView } from '../../api/types'
import { isOver } from '../../domain/activity'
import { instantOf, type Scan } from '../../domain/outbox'
import { isZero, shown } from '../../domain/points'
import {
  clock,
  day,
  dayInWords,
  duration,
  greeting,
  isSameDay,
  monthOf,
  shortDay,
  businessDate,
  span,
} from '../../domain/time'
import { fill, texts } from '../../i18n/zh-CN'

const t = texts.home
const SOON_MINUTES = 60
const MONTHS = 12
const UNREAD_MOST = 99

export function greetingOf(home: HomeView, now: number): { hello: string; where: string } {
  const count = home.household?.members.length ?? 0
  const where = [home.village_name ?? '', count ? fill(t.household, { count }) : '']
    .filter(Boolean)
    .join(' · ')
  return { hello: fill(t.hello, { name: home.name, greeting: greeting(now) }), where }
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
    line: lineOf(item, scans, now),
    scanText: isHere(item, scans) ? t.scanOut : t.scanIn,
  }
}

function newestOf(item: ActivityItem, scans: Scan[]): Scan | undefined {
  return scans.find((scan) => scan.shortId === item.short_id && scan.state !== 'refused' && !scan.forPerson)
}

function isHere(item: ActivityItem, scans: Scan[]): boolean {
  const newest = newestOf(item, scans)
  return newest ? newest.direction === 'in' : item.my_attendance === 'checked_in'
}

function lineOf(item: ActivityItem, scans: Scan[], now: number): string {
  const newest = newestOf(item, scans)
  if (newest?.direction === 'in') {
    const time = clock(newest.attendance?.in_at ?? instantOf(newest))
    return fill(newest.state === 'waiting' ? t.checkedInOffline : t.checkedInAt, { time })
  }
  if (newest || item.my_attendance === 'checked_out') {
    const out = newest ? instantOf(newest) : item.my_out_at
    return out ? fill(t.checkedOutAt, { time: clock(out) }) : t.checkedOut
  }
  if (item.my_attendance === 'checked_in' && item.my_in_at)
    return fill(t.checkedInAt, { time: clock(item.my_in_at) })
  if (item.my_sign_up === 'signed_up') return signedUpLine(item, now)
  if (item.my_sign_up === 'under_review') return t.reviewed
  return item.my_sign_up === 'waitlisted' ? t.waitlisted : t.notSignedUp
}

function signedUpLine(item: ActivityItem, now: number): string {
  const minutes = Math.ceil((Date.parse(item.starts_at) - now) / 60000)
  if (minutes <= 0 || minutes > SOON_MINUTES) return t.signedUp
  return fill(t.startsIn, { duration: duration(minutes) })
}

export interface Account {
  spendable: string
  pending: string
  held: string
  hasHeld: boolean
  label: string
  /** What becomes of the points on their way. */
  note: string
}

export function accountOf(
  points: Pick<BalanceView, 'spendable' | 'pending' | 'held'>,
  until?: string | null,
): Account {
  const parts = {
    spendable: shown(points.spendable),
    pending: shown(points.pending),
    held: shown(points.held),
  }
  const note = isZero(points.pending) || until === undefined ? '' : disclosedNote(until)
  return { ...parts, hasHeld: !isZero(points.held), label: fill(t.pointsLabel, parts), note }
}

function disclosedNote(until: string | null): string {
  if (until === null) return t.verified
  return fill(t.disclosed, { usable: shortDay(businessDate(Date.parse(until))) })
}

export function dayOf(home: HomeView, now: number): { title: string; detail: string } {
  const next = home.redemption_day
  const hint = home.affordable ? fill(t.affordable, { count: home.affordable }) : ''
  if (!next) return { title: t.nextDay, detail: [t.noDay, hint].filter(Boolean).join('。') }
  const isNow = now >= Date.parse(next.opens_at) && now < Date.parse(next.closes_at)
  const detail = isNow
    ? fill(t.dayNowDetail, { time: clock(next.closes_at), place: next.place })
    : `${day(next.opens_at)} ${clock(next.opens_at)} ${next.place}`
  return { title: isNow ? t.dayNow : t.nextDay, detail: [detail, hint].filter(Boolean).join('。') }
}

export interface Mat {
  sum: string
  rows: Array<{ id: string; name: string; label: string; cells: Array<{ month: number; mark: string }> }>
  months: number[]
}

/** The year as a woven mat: each member a row, each month a cell; presence only. Null without a household. */
export function matOf(home: HomeView, now: number): Mat | null {
  if (!home.household) return null
  const thisMonth = monthOf(now)
  return {
    sum: fill(t.yearSum, {
      times: home.household.year_times,
      duration: duration(home.household.year_minutes),
    }),
    months: Array.from({ length: MONTHS }, (_, index) => index + 1),
    rows: home.household.members.map((member) => ({
      id: member.id,
      name: member.name,
      label: matLabel(member, thisMonth),
      cells: Array.from({ length: MONTHS }, (_, index) => ({
        month: index + 1,
        mark: markOf(member, index + 1, thisMonth),
      })),
    })),
  }
}

type Member = NonNullable<HomeView['household']>['members'][number]

function markOf(member: Member, month: number, thisMonth: number): string {
  if (member.served.includes(month)) return month % 2 ? 'on' : 'on up'
  if (member.on_the_way.includes(month)) return 'pending'
  return month > thisMonth ? 'later' : ''
}

function matLabel(member: Member, thisMonth: number): string {
  const words = fill(t.matLabel, { name: member.name, total: thisMonth, count: member.served.length })
  if (!member.on_the_way.length) return words
  const months = member.on_the_way.map((month) => `${month}月`).join('、')
  return `${words}，${fill(t.matPending, { months })}`
}

export function hoursOf(home: HomeView): string {
  return home.minutes ? fill(t.hours, { duration: duration(home.minutes) }) : t.noHours
}

export function unreadOf(home: HomeView): string {
  if (!home.unread) return ''
  return home.unread > UNREAD_MOST ? t.unreadMost : fill(t.unread, { count: home.unread })
}

/** What she must know before anything else: not confirmed yet, suspended, too few points. */
export function noticeOf(home: HomeView): string {
  if (home.state === 'registered') return t.awaiting
  if (home.state === 'suspended') return fill(t.suspended, { reason: home.suspended_reason ?? '' })
  return home.points?.suspended ? t.lowPoints : ''
}
