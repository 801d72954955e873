/** What an activity means to the person who looks at it. */
import type { ActivityItem, Shift } from '../api/activities'

/** What she can do about it now. */
export type Step = 'sign-up' | 'wait-list' | 'check-in' | 'check-out' | 'done' | 'nothing'

/** Check-in opens so long before the beginning, as the service has it. */
const OPENS_BEFORE_MS = 30 * 60000

export type Tag = {
  kind: 'mine' | 'reviewed' | 'waiting' | 'in' | 'done' | 'full' | 'few' | 'free' | 'cancelled' | 'over'
  left: number
}

const FEW = 3

export function tagOf(item: ActivityItem, now: number): Tag {
  const left = Math.max(0, item.capacity - item.taken)
  if (item.state === 'cancelled') return { kind: 'cancelled', left }
  if (item.my_attendance === 'checked_out') return { kind: 'done', left }
  if (item.my_attendance === 'checked_in') return { kind: 'in', left }
  if (isOver(item.ends_at, now)) return { kind: 'over', left }
  if (item.my_sign_up === 'signed_up') return { kind: 'mine', left }
  if (item.my_sign_up === 'under_review') return { kind: 'reviewed', left }
  if (item.my_sign_up === 'waitlisted') return { kind: 'waiting', left }
  if (left === 0) return { kind: 'full', left }
  return { kind: left <= FEW ? 'few' : 'free', left }
}

/** Whether one can sign in now: from a little before the beginning until the end. */
export function isOpen(startsAt: string, endsAt: string, now: number): boolean {
  return now >= Date.parse(startsAt) - OPENS_BEFORE_MS && now <= Date.parse(endsAt)
}

export function isOver(endsAt: string, now: number): boolean {
  return now > Date.parse(endsAt)
}

/** Whether she has a place there, or waits for one or for an answer. */
export function isStanding(shift: Shift): boolean {
  const { sign_up_state: state } = shift
  return state === 'signed_up' || state === 'waitlisted' || state === 'under_review'
}

/** The shift she has a place in, else the first that is not over, else the first. */
export function shiftFor(shifts: Shift[], now: number): Shift | undefined {
  const mine = shifts.find(isStanding)
  return mine ?? shifts.find((shift) => !isOver(shift.ends_at, now)) ?? shifts[0]
}

export function stepFor(
  shift: Shift | undefined,
  attendance: ActivityItem['my_attendance'],
  state: ActivityItem['state'],
  now: number,
): Step {
  if (!shift || state === 'cancelled' || state === 'draft') return 'nothing'
  if (attendance === 'checked_out') return 'done'
  if (attendance === 'checked_in') return 'check-out'
  if (isOver(shift.ends_at, now)) return 'nothing'
  if (isOpen(shift.starts_at, shift.ends_at, now)) return 'check-in'
  if (isStanding(shift)) return 'nothing'
  return shift.taken >= shift.capacity ? 'wait-list' : 'sign-up'
}

/** 120 → "×1.2". */
export function factorInWords(percent: number): string {
  const whole = Math.floor(percent / 100)
  const rest = String(percent % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `×${whole}${rest ? `.${rest}` : ''}`
}

const RECORD_STEPS = { claimed: 3, rejected: 3, disputed: 3, verified: 4, disclosed: 4, settled: 6 }

/** Where the six dots of a service stand: 报名 签到 签退 审核 公示 到账. */
export function progressOf(
  isSignedUp: boolean,
  attendance: ActivityItem['my_attendance'],
  record?: keyof typeof RECORD_STEPS | null,
): number {
  if (record) return RECORD_STEPS[record]
  if (attendance === 'checked_out') return 3
  if (attendance === 'checked_in') return 2
  return isSignedUp ? 1 : 0
}
