/** What the page of an activity says. */
import type { ActivityItem, Shift } from '../../../api/activities'
import type { ActivityView } from '../../../api/types'
import { factorInWords, progressOf, shiftFor, stepFor, type Step } from '../../../domain/activity'
import type { Scan } from '../../../domain/outbox'
import { clock, dayInWords, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.activity
type Attendance = ActivityItem['my_attendance']

export interface DetailView {
  title: string
  difficulty: string
  time: string
  place: string
  places: string
  organizer: string
  riskNote: string
  insuranceNote: string
  status: { title: string; detail: string; isGood: boolean }
  step: Step
  canCancel: boolean
  canTypeDigits: boolean
  scanText: string
  signUpText: string
  progress: number
}

/** The service's word, or this phone's own when its scan has not been uploaded yet. */
function attendanceNow(known: Attendance, shortId: string, scans: Scan[]): Attendance {
  const newest = scans.find((scan) => scan.shortId === shortId && scan.state !== 'refused')
  if (!newest) return known
  return newest.direction === 'in' ? 'checked_in' : 'checked_out'
}

export function viewOf(activity: ActivityView, known: Attendance, scans: Scan[], now: number): DetailView {
  const attendance = attendanceNow(known, activity.short_id, scans)
  const shift = shiftFor(activity.shifts, now)
  const step = stepFor(shift, attendance, activity.state, now)
  const isMine = shift?.sign_up_state === 'signed_up' || shift?.sign_up_state === 'waitlisted'
  const starts = shift?.starts_at ?? activity.starts_at
  const ends = shift?.ends_at ?? activity.ends_at
  return {
    title: activity.title,
    difficulty: activity.difficulty
      ? fill(t.difficulty, {
          factor: factorInWords(activity.difficulty.factor_percent),
          name: activity.difficulty.name,
        })
      : '',
    time: fill(t.time, { day: dayInWords(starts, now), span: span(starts, ends) }),
    place: activity.place_name,
    places: placesOf(shift),
    organizer: fill(t.organizer, { name: activity.organizer_name }),
    riskNote: activity.risk_note,
    insuranceNote: activity.insurance_note ?? '',
    status: statusOf(activity, shift, attendance, step, now),
    step,
    canCancel:
      isMine &&
      attendance === 'none' &&
      (step === 'nothing' || step === 'wait-list') &&
      now < Date.parse(starts),
    canTypeDigits: step === 'check-in' || step === 'check-out',
    scanText: step === 'check-out' ? texts.home.scanOut : texts.home.scanIn,
    signUpText: step === 'wait-list' ? t.waitList : t.signUp,
    progress: progressOf(shift?.sign_up_state === 'signed_up', attendance),
  }
}

function placesOf(shift: Shift | undefined): string {
  const left = shift ? shift.capacity - shift.taken : 0
  return left > 0 ? fill(t.places, { left }) : t.full
}

function statusOf(
  activity: ActivityView,
  shift: Shift | undefined,
  attendance: Attendance,
  step: Step,
  now: number,
): DetailView['status'] {
  if (activity.state === 'cancelled')
    return { title: t.cancelled, detail: activity.cancel_reason ?? '', isGood: false }
  if (attendance === 'checked_out') return { title: t.done, detail: t.doneDetail, isGood: true }
  if (attendance === 'checked_in') return { title: t.checkedIn, detail: t.checkedInDetail, isGood: true }
  if (step === 'check-in') return { title: t.open, detail: t.openDetail, isGood: true }
  if (shift?.sign_up_state === 'signed_up' && now < Date.parse(shift.starts_at)) {
    const values = { day: dayInWords(shift.starts_at, now), time: clock(shift.starts_at) }
    return { title: t.signedUp, detail: fill(t.signedUpDetail, values), isGood: true }
  }
  if (shift?.sign_up_state === 'waitlisted')
    return { title: t.waitlisted, detail: t.waitlistedDetail, isGood: true }
  if (step === 'nothing') return { title: t.over, detail: t.overDetail, isGood: false }
  return { title: '', detail: '', isGood: true }
}
