/** What the organizer's first screen says. */
import type { DayActivity, OrganizerDay } from '../api/organizing'
import type { PageName } from '../../../core/navigate'
import { isSameDay, day, clock, dayInWords, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.today

/** Signing in opens so long before the beginning and signing out ends so long after the end, as the service has it. */
const EARLY_MS = 30 * 60000
const LATE_MS = 60 * 60000
const FLAGS_SHOWN = 3

export interface Row {
  id: string
  count: number
  colour: '' | 'persimmon' | 'indigo'
  title: string
  detail: string
  page: PageName
  query: Record<string, string>
}

export interface TodayView {
  head: string
  who: string
  running: {
    id: string
    status: string
    title: string
    counts: Array<{ number: number; word: string }>
  } | null
  rows: Row[]
  next: Array<{ id: string; title: string; detail: string }>
}

/** Whether marks of an activity are taken now. */
export function isRunning(activity: DayActivity, now: number): boolean {
  const opens = Date.parse(activity.starts_at) - EARLY_MS
  return activity.state === 'published' && now >= opens && now <= Date.parse(activity.ends_at) + LATE_MS
}

/** What runs now; of several the one that ends first. */
export function runningOf(activities: DayActivity[], now: number): DayActivity | undefined {
  const running = activities.filter((activity) => isRunning(activity, now))
  const open = running.filter((activity) => now <= Date.parse(activity.ends_at))
  const [first] = (open.length ? open : running).sort((one, other) => (one.ends_at < other.ends_at ? -1 : 1))
  return first
}

export function viewOf(organizing: OrganizerDay, name: string, now: number): TodayView {
  const { activities } = organizing
  const today = activities.filter((each) => each.state !== 'draft' && isSameDay(each.starts_at, now))
  const running = runningOf(activities, now)
  return {
    head: fill(t.head, { day: day(new Date(now).toISOString()).split(' ')[0] }),
    who: today.length ? fill(t.who, { name, count: today.length }) : fill(t.whoNone, { name }),
    running: running ? runningView(running, now) : null,
    rows: [...claimRows(organizing), ...activityRows(activities, running, now), ...peopleRows(organizing)],
    next: activities
      .filter((each) => each !== running && isAhead(each, now))
      .map((each) => nextView(each, now)),
  }
}

function isAhead(activity: DayActivity, now: number): boolean {
  return activity.state === 'published' && now <= Date.parse(activity.ends_at)
}

function runningView(activity: DayActivity, now: number): TodayView['running'] {
  const hasBegun = now >= Date.parse(activity.starts_at)
  const words = now > Date.parse(activity.ends_at) ? t.ended : hasBegun ? t.running : t.soon
  return {
    id: activity.id,
    status: fill(words, { span: span(activity.starts_at, activity.ends_at) }),
    title: activity.title,
    counts: [
      { number: activity.present + activity.left_already, word: t.here },
      { number: activity.not_come, word: t.notCome },
      { number: activity.walk_ins, word: t.walkIns },
    ],
  }
}

function nextView(activity: DayActivity, now: number): TodayView['next'][number] {
  const time = clock(activity.starts_at)
  const left = activity.capacity - activity.signed_up
  return {
    id: activity.id,
    title: fill(t.row, {
      day: dayInWords(activity.starts_at, now).split(' ')[0],
      time,
      title: activity.title,
    }),
    detail: fill(left > 0 ? t.rowPlaces : t.rowFull, { place: activity.place_name, left }),
  }
}

function claimRows({ claims }: OrganizerDay): Row[] {
  const row = { page: 'approval', query: {} } as const
  const flags = claims.flags
    .slice(0, FLAGS_SHOWN)
    .map(({ note, records }) => fill(t.oddFlag, { note, count: records }))
    .join('、')
  const rows: Row[] = [
    { id: 'odd', count: claims.odd, colour: 'persimmon', title: t.odd, detail: flags, ...row },
    { id: 'clean', count: claims.clean, colour: '', title: t.clean, detail: dueOf(claims), ...row },
  ]
  return rows.filter(({ count }) => count > 0)
}

function dueOf(claims: OrganizerDay['claims']): string {
  if (claims.overdue) return fill(t.overdue, { count: claims.overdue })
  if (claims.working_days_left === null) return ''
  return claims.working_days_left ? fill(t.due, { days: claims.working_days_left }) : t.dueToday
}

function activityRows(activities: DayActivity[], running: DayActivity | undefined, now: number): Row[] {
  return activities.flatMap((activity) => rowsOf(activity, activity === running, now))
}

function rowsOf(activity: DayActivity, isRunningNow: boolean, now: number): Row[] {
  const where = fill(t.of, { title: activity.title, day: dayInWords(activity.starts_at, now) })
  const query = { id: activity.id }
  const isOver = now > Date.parse(activity.ends_at)
  const row = (name: string, count: number, title: string, page: PageName, detail = where): Row => ({
    id: `${name}-${activity.id}`,
    count,
    colour: name === 'out' ? 'persimmon' : 'indigo',
    title,
    detail,
    page,
    query,
  })
  const isOpen = activity.state === 'published'
  const rows = [
    row(
      'out',
      isOpen && isOver ? activity.present : 0,
      t.notSignedOut,
      'roster',
      fill(t.notSignedOutDetail, { title: activity.title }),
    ),
    row(
      'close',
      Number(isOpen && isOver && !isRunningNow && !activity.present),
      t.toClose,
      'organize',
      where,
    ),
    row('unconfirmed', activity.unconfirmed, t.unconfirmed, 'roster'),
    row('review', activity.under_review, t.signUps, 'signUps'),
    row(
      'draft',
      Number(activity.state === 'draft'),
      activity.awaiting_approval ? t.awaiting : t.drafts,
      'organize',
    ),
    row('after', Number(activity.state === 'closed' && !activity.has_record), t.aftermath, 'aftermath'),
  ]
  return rows.filter(({ count }) => count > 0)
}

function peopleRows({ newcomers, team_requests: requests }: OrganizerDay): Row[] {
  const rows: Row[] = [
    {
      id: 'newcomers',
      count: newcomers,
      colour: 'indigo',
      title: t.newcomers,
      detail: t.newcomersDetail,
      page: 'newcomers',
      query: {},
    },
    {
      id: 'requests',
      count: requests,
      colour: 'indigo',
      title: t.teamRequests,
      detail: t.teamRequestsDetail,
      page: 'organizerTeams',
      query: {},
    },
  ]
  return rows.filter(({ count }) => count > 0)
}
