/** What the organizer's page of one activity says and offers. */
import type { ActivityView } from '../api/organizing'
import type { AttendancePage, SignedUp } from '../api/roster'
import { day, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.activity
const EARLY_MS = 30 * 60000
const LATE_MS = 60 * 60000

export interface Managed {
  activity: ActivityView
  signUps: SignedUp[]
  counts: AttendancePage['counts']
}

/** The one filled button. */
export type Main = 'publish' | 'show' | 'close' | 'approval' | ''

export interface OrganizeView {
  title: string
  status: string
  statusColour: string
  note: string
  time: string
  place: string
  places: string
  main: Main
  hasBegun: boolean
  canEdit: boolean
  canUnpublish: boolean
  canCancel: boolean
  canShow: boolean
  roster: string
  unconfirmed: string
  signUps: string
  underReview: string
}

export function viewOf({ activity, signUps, counts }: Managed, now: number): OrganizeView {
  const { state, approval } = activity
  const taken = signUps.filter((each) => each.state === 'signed_up').length
  const waiting = signUps.filter((each) => each.state === 'waitlisted').length
  const review = signUps.filter((each) => each.state === 'under_review').length
  const hasBegun = now >= Date.parse(activity.starts_at)
  const isWaiting = state === 'draft' && approval !== null && approval.outcome === null
  return {
    title: activity.title,
    status: isWaiting ? t.awaiting : t.states[state],
    statusColour: { draft: 'grain', published: 'indigo', closed: '', cancelled: 'persimmon' }[state],
    note: noteOf(activity),
    time: fill(t.time, { day: day(activity.starts_at), span: span(activity.starts_at, activity.ends_at) }),
    place: activity.place_name,
    places: [
      fill(t.places, { capacity: capacityOf(activity), signedUp: taken }),
      waiting ? fill(t.waiting, { count: waiting }) : '',
    ]
      .filter(Boolean)
      .join('，'),
    main: mainOf(activity, isWaiting, now),
    hasBegun,
    canEdit: state === 'draft',
    canUnpublish:
      state === 'published' && !hasBegun && signUps.length === 0 && counts.present + counts.left === 0,
    canCancel: state === 'draft' || (state === 'published' && !hasBegun),
    canShow: state === 'published' && isOpenFor(activity, now),
    roster: fill(t.rosterDetail, { present: counts.present, left: counts.left }),
    unconfirmed: counts.unconfirmed ? fill(t.unconfirmed, { count: counts.unconfirmed }) : '',
    signUps: fill(t.signUpsDetail, { count: signUps.length }),
    underReview: review ? fill(t.underReview, { count: review }) : '',
  }
}

function noteOf({ state, approval, cancel_reason: cancelled }: ActivityView): string {
  if (state === 'cancelled') return fill(t.cancelled, { reason: cancelled ?? '' })
  if (state === 'draft' && approval?.outcome === 'refused')
    return fill(t.sentBack, { reason: approval.reason ?? '' })
  return ''
}

export function capacityOf({ shifts }: ActivityView): number {
  return shifts.reduce((sum, shift) => sum + shift.capacity, 0)
}

function isOpenFor(activity: ActivityView, now: number): boolean {
  return now >= Date.parse(activity.starts_at) - EARLY_MS && now <= Date.parse(activity.ends_at) + LATE_MS
}

function mainOf(activity: ActivityView, isWaiting: boolean, now: number): Main {
  if (activity.state === 'draft') return isWaiting ? '' : 'publish'
  if (activity.state === 'closed') return 'approval'
  if (activity.state === 'cancelled') return ''
  if (now > Date.parse(activity.ends_at)) return 'close'
  return isOpenFor(activity, now) ? 'show' : ''
}
