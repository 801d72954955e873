/** What the result of a scan says, and the one thing to do about it. */
import { instantOf, type Scan } from '../../../domain/outbox'
import { clock, duration } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.scan

export type Action =
  'ok' | 'again' | 'join' | 'points' | 'records' | 'activities' | 'home' | 'settings' | 'digits' | 'outbox'

export interface Result {
  kind: 'good' | 'kept' | 'refused'
  icon: string
  title: string
  detail: string
  steps: Array<{ title: string; detail: string }>
  /** What else she should know, for instance that her clock is wrong. */
  note: { title: string; detail: string } | null
  /** The way on; without one 知道了 is the only button. */
  action: Action
  actionText: string
  mayHelpFamily: boolean
}

/** What helps after each refusal; after the others a person helps, and the service's sentence says who. */
const ACTIONS: Record<string, { action: Action; text: string }> = {
  code_expired: { action: 'again', text: t.again },
  code_malformed: { action: 'again', text: t.again },
  code_wrong_activity: { action: 'again', text: t.again },
  code_forged: { action: 'again', text: t.again },
  spoken_code_wrong: { action: 'again', text: t.again },
  poster_not_accepted: { action: 'again', text: t.again },
  already_checked_out: { action: 'records', text: t.seeRecords },
  overlapping_service: { action: 'home', text: t.seeHome },
  activity_cancelled: { action: 'activities', text: t.seeActivities },
  shift_full: { action: 'activities', text: t.seeActivities },
  join: { action: 'join', text: t.join },
}
/** Refusals where the person in charge can write her down. */
const HELPED_ON_SPOT = [
  'not_checked_in',
  'activity_closed',
  'outside_window',
  'too_many_requests',
  'code_forged',
]
const NOTICEABLE_SKEW_SECONDS = 120
/** Below this a service may count for nothing; the rule of the day decides. */
const SHORT_MINUTES = 30

const PLAIN = { steps: [], note: null, action: 'ok' as Action, actionText: t.ok, mayHelpFamily: false }

export function resultOf(scan: Scan): Result {
  if (scan.state === 'waiting') return keptResult(scan)
  return scan.state === 'refused' ? refusedResult(scan) : goodResult(scan)
}

function named(scan: Scan, title: string): string {
  return scan.forPerson ? fill(t.forName, { name: scan.forPerson.name, title }) : title
}

function goodResult(scan: Scan): Result {
  const { attendance, direction } = scan
  const title = attendance?.title ?? ''
  const good = { ...PLAIN, kind: 'good' as const, icon: 'check', note: clockNote(scan) }
  if (direction === 'in') {
    const values = { time: clock(attendance?.in_at ?? instantOf(scan)), title }
    const isClaim = attendance?.confirmed === false
    return {
      ...good,
      title: named(scan, isClaim ? t.claimTitle : t.inTitle),
      detail: fill(isClaim ? t.claimDetail : t.at, values),
      steps: t.inSteps,
      mayHelpFamily: true,
    }
  }
  const minutes = attendance?.minutes ?? 0
  return {
    ...good,
    title: named(scan, t.outTitle),
    detail: fill(minutes < SHORT_MINUTES ? t.outShort : t.outDetail, { duration: duration(minutes), title }),
    steps: t.outSteps,
    action: 'points',
    actionText: t.seePoints,
    mayHelpFamily: true,
  }
}

/** A clock that is far off is no fault of hers: the time was put right. */
function clockNote(scan: Scan): Result['note'] {
  const skew = scan.skewSeconds ?? 0
  if (Math.abs(skew) < NOTICEABLE_SKEW_SECONDS) return null
  const length = duration(Math.round(Math.abs(skew) / 60))
  return { title: fill(skew < 0 ? t.clockFast : t.clockSlow, { duration: length }), detail: t.clockDetail }
}

function keptResult(scan: Scan): Result {
  const values = { time: clock(instantOf(scan)), direction: t[scan.direction] }
  return {
    ...PLAIN,
    kind: 'kept',
    icon: 'clock',
    title: named(scan, t.keptTitle),
    detail: fill(t.keptDetail, values),
    steps: t.keptSteps,
    note: clockNote(scan),
    action: 'outbox',
    actionText: t.seeOutbox,
    mayHelpFamily: true,
  }
}

function refusedResult(scan: Scan): Result {
  const way = ACTIONS[scan.code]
  return {
    ...PLAIN,
    kind: 'refused',
    icon: 'info',
    title: named(scan, scan.title),
    detail: scan.detail,
    note: HELPED_ON_SPOT.includes(scan.code) ? { title: '', detail: t.askHelp } : null,
    ...(way ? { action: way.action, actionText: way.text } : {}),
  }
}

/** What went wrong before there was anything to store. */
export function problemResult(problem: string): Result {
  const isCamera = problem === 'camera'
  return {
    ...PLAIN,
    kind: 'refused',
    icon: 'info',
    title: isCamera ? t.noCamera : t.notCode,
    detail: isCamera ? t.noCameraDetail : t.notCodeDetail,
    note: isCamera ? { title: '', detail: t.askHelp } : null,
    action: isCamera ? 'settings' : 'again',
    actionText: isCamera ? t.settings : t.again,
  }
}
