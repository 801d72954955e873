/** What the page of an activity says. */
import type { ActivityItem, Shift } from '../../../api/activities'
import type { ActivityView } from '../../../api/types'
import { factorInWords, isStanding, progressOf, shiftFor, stepFor, type Step } from '../../../domain/activity'
import { instantOf, type Scan } from '../../../domain/outbox'
import { shown } from '../../../domain/points'
import { clock, dayInWords, duration, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.activity
type Attendance = ActivityItem['my_attendance']
type Part = NonNullable<ActivityView['my_part']>

export interface Fact {
  icon: string
  title: string
  detail: string
}

export interface Status {
  title: string
  /** One large line: how long she has been there. */
  big: string
  tag: string
  detail: string
  isGood: boolean
}

export interface DetailView {
  title: string
  tags: string[]
  facts: Fact[]
  shifts: Array<{ id: string; line: string }>
  posts: Array<{ id: string; name: string; isFull: boolean }>
  status: Status
  step: Step
  canCancel: boolean
  canTypeDigits: boolean
  scanText: string
  signUpText: string
  progress: number
  recordId: string
}

/** Where she stands: the service's word, or this phone's own when its scan has not been uploaded yet. */
interface Standing {
  attendance: Attendance
  inAt: string
  outAt: string
  mode: keyof typeof t.modes
  isConfirmed: boolean
}

function standingOf(part: Part | null, shortId: string, scans: Scan[]): Standing {
  const own = scans.filter((scan) => scan.shortId === shortId && scan.state !== 'refused' && !scan.forPerson)
  const waits = own.find((scan) => scan.state === 'waiting')
  const last = (direction: Scan['direction']): string => {
    const scan = own.find((each) => each.direction === direction)
    return scan ? instantOf(scan) : ''
  }
  if (waits && waits === own[0])
    return {
      attendance: waits.direction === 'in' ? 'checked_in' : 'checked_out',
      inAt: part?.in_at ?? last('in'),
      outAt: waits.direction === 'out' ? instantOf(waits) : '',
      mode: 'phone',
      isConfirmed: true,
    }
  if (!part) return { attendance: 'none', inAt: '', outAt: '', mode: 'online', isConfirmed: true }
  return {
    attendance: part.out_at ? 'checked_out' : 'checked_in',
    inAt: part.in_at,
    outAt: part.out_at ?? '',
    mode: part.in_mode,
    isConfirmed: part.confirmed,
  }
}

/** The shift she chose, else the one she has a place in or could take. */
export function chosenShift(activity: ActivityView, chosen: string, now: number): Shift | undefined {
  const known = activity.shifts.find((shift) => shift.id === chosen)
  const standing = activity.shifts.find(isStanding)
  return standing ?? known ?? shiftFor(activity.shifts, now)
}

export function viewOf(activity: ActivityView, chosen: string, scans: Scan[], now: number): DetailView {
  const standing = standingOf(activity.my_part, activity.short_id, scans)
  const shift = chosenShift(activity, chosen, now)
  const step = stepFor(shift, standing.attendance, activity.state, now)
  const starts = shift?.starts_at ?? activity.starts_at
  const isOpen = step === 'sign-up' || step === 'wait-list'
  return {
    title: activity.title,
    tags: activity.themes.map((theme) => themes[theme] ?? '').filter(Boolean),
    facts: factsOf(activity, shift, now),
    shifts: isOpen && activity.shifts.length > 1 ? activity.shifts.map(shiftChoice) : [],
    posts: isOpen && shift ? shift.posts.map(postChoice) : [],
    status: statusOf(activity, shift, standing, step, now),
    step,
    canCancel:
      !!shift &&
      isStanding(shift) &&
      standing.attendance === 'none' &&
      step === 'nothing' &&
      now < Date.parse(starts),
    canTypeDigits: step === 'check-in' || step === 'check-out',
    scanText: step === 'check-out' ? texts.home.scanOut : texts.home.scanIn,
    signUpText: step === 'wait-list' ? t.waitList : t.signUp,
    progress: progressOf(
      shift?.sign_up_state === 'signed_up',
      standing.attendance,
      activity.my_part?.record_state,
    ),
    recordId: activity.my_part?.record_id ?? '',
  }
}

const themes: Record<string, string> = texts.activities.themes

function shiftChoice(shift: Shift): { id: string; line: string } {
  return {
    id: shift.id,
    line: fill(t.shiftLine, { span: span(shift.starts_at, shift.ends_at), places: placesOf(shift) }),
  }
}

function postChoice(post: Shift['posts'][number]): { id: string; name: string; isFull: boolean } {
  const left = post.capacity - post.taken
  return {
    id: post.id,
    name: fill(left > 0 ? t.postLine : t.postFull, { name: post.name, left }),
    isFull: left <= 0,
  }
}

function factsOf(activity: ActivityView, shift: Shift | undefined, now: number): Fact[] {
  const starts = shift?.starts_at ?? activity.starts_at
  const ends = shift?.ends_at ?? activity.ends_at
  const names = activity.joint_organizers.map(({ name }) => name).join('、')
  const facts: Array<Fact | null> = [
    {
      icon: 'clock',
      title: fill(t.time, { day: dayInWords(starts, now), span: span(starts, ends) }),
      detail: t.timeNote,
    },
    { icon: 'pin', title: activity.place_name, detail: placesOf(shift) },
    worthOf(activity, shift),
    noteOf('alert', t.risk, activity.risk_note),
    noteOf('file', t.insurance, activity.insurance_note),
    noteOf('basket', t.meals, activity.meals_note),
    noteOf('home', t.transport, activity.transport_note),
    {
      icon: 'user',
      title: fill(t.organizer, { name: activity.organizer_name }),
      detail: names ? fill(t.organizers, { names }) : '',
    },
  ]
  return facts.filter((fact): fact is Fact => fact !== null)
}

function worthOf(activity: ActivityView, shift: Shift | undefined): Fact | null {
  if (!activity.difficulty) return null
  const { name, factor_percent: factor } = activity.difficulty
  const points = shift?.estimated_points
  const title = fill(t.difficulty, { factor: factorInWords(factor), name })
  return {
    icon: 'leaf',
    title,
    detail: points ? `${fill(t.worth, { points: shown(points) })}，${t.worthNote}` : '',
  }
}

function noteOf(icon: string, title: string, detail: string | null): Fact | null {
  return detail ? { icon, title, detail } : null
}

function placesOf(shift: Shift | undefined): string {
  const left = shift ? shift.capacity - shift.taken : 0
  return left > 0 ? fill(t.places, { left }) : t.full
}

const NOTHING: Status = { title: '', big: '', tag: '', detail: '', isGood: true }

function statusOf(
  activity: ActivityView,
  shift: Shift | undefined,
  standing: Standing,
  step: Step,
  now: number,
): Status {
  if (activity.state === 'cancelled') {
    const detail = activity.cancel_reason ? fill(t.cancelledDetail, { reason: activity.cancel_reason }) : ''
    return { ...NOTHING, title: t.cancelled, detail, isGood: false }
  }
  const part = activity.my_part
  if (standing.attendance === 'checked_out' && part?.record_state) return recordStatus(part, standing)
  if (standing.attendance === 'checked_out') {
    const title = fill(t.done, { time: standing.outAt ? clock(standing.outAt) : '' })
    return { ...NOTHING, title, detail: t.doneDetail, tag: t.modes[standing.mode] }
  }
  if (standing.attendance === 'checked_in') return insideStatus(shift, standing, now)
  if (step === 'check-in') return { ...NOTHING, title: t.open, detail: t.openDetail }
  return waitingStatus(shift, step, now)
}

function recordStatus(part: Part, standing: Standing): Status {
  const state = t.records[part.record_state ?? 'claimed']
  const title = part.record_points
    ? fill(t.recordPoints, { state, points: shown(part.record_points) })
    : state
  const isGood = part.record_state !== 'rejected' && part.record_state !== 'disputed'
  return { ...NOTHING, title, detail: fill(t.done, { time: clock(standing.outAt) }), isGood }
}

function insideStatus(shift: Shift | undefined, standing: Standing, now: number): Status {
  const time = standing.inAt ? clock(standing.inAt) : ''
  if (!standing.isConfirmed)
    return { ...NOTHING, title: fill(t.unconfirmed, { time }), detail: t.unconfirmedDetail, isGood: false }
  const begun = Math.max(Date.parse(standing.inAt), Date.parse(shift?.starts_at ?? standing.inAt))
  const minutes = Math.floor((Math.min(now, Date.parse(shift?.ends_at ?? '') || now) - begun) / 60000)
  const points = shift?.estimated_points
  return {
    title: fill(t.checkedIn, { time }),
    big: minutes > 0 ? duration(minutes) : '',
    tag: t.modes[standing.mode],
    detail: points
      ? fill(t.checkedInDetail, { end: clock(shift.ends_at), points: shown(points) })
      : t.checkedInPlain,
    isGood: true,
  }
}

function waitingStatus(shift: Shift | undefined, step: Step, now: number): Status {
  const state = shift?.sign_up_state
  if (shift && state === 'signed_up' && now < Date.parse(shift.starts_at)) {
    const values = { day: dayInWords(shift.starts_at, now), time: clock(shift.starts_at) }
    return { ...NOTHING, title: t.signedUp, detail: fill(t.signedUpDetail, values) }
  }
  if (state === 'under_review') return { ...NOTHING, title: t.reviewed, detail: t.reviewedDetail }
  if (state === 'waitlisted')
    return {
      ...NOTHING,
      title: fill(t.waitlisted, { position: shift?.waiting_position ?? 1 }),
      detail: t.waitlistedDetail,
    }
  if (step === 'nothing') return { ...NOTHING, title: t.over, detail: t.overDetail, isGood: false }
  if (state === 'refused')
    return {
      ...NOTHING,
      title: t.refused,
      detail: fill(t.refusedDetail, { reason: shift?.decision_reason ?? '' }),
      isGood: false,
    }
  return NOTHING
}
