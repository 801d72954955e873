/** What the result of a scan says. */
import { instantOf, type Scan } from '../../../domain/outbox'
import { clock, duration } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.scan

export interface Result {
  kind: 'good' | 'kept' | 'refused'
  icon: string
  title: string
  detail: string
  steps: Array<{ title: string; detail: string }>
  action: 'none' | 'again' | 'join' | 'points'
}

/** Refusals after which holding the phone to the code again helps. */
const WORTH_ANOTHER_SCAN = [
  'code_expired',
  'code_malformed',
  'code_wrong_activity',
  'code_forged',
  'spoken_code_wrong',
]

export function resultOf(scan: Scan): Result {
  if (scan.state === 'waiting') return keptResult(scan)
  return scan.state === 'refused' ? refusedResult(scan) : goodResult(scan)
}

function goodResult(scan: Scan): Result {
  const { attendance, direction } = scan
  const title = attendance?.title ?? ''
  if (direction === 'in')
    return {
      kind: 'good',
      icon: 'check',
      title: t.inTitle,
      detail: fill(t.at, { time: clock(attendance?.in_at ?? instantOf(scan)), title }),
      steps: t.inSteps,
      action: 'none',
    }
  return {
    kind: 'good',
    icon: 'check',
    title: t.outTitle,
    detail: fill(t.outDetail, { duration: duration(attendance?.minutes ?? 0), title }),
    steps: t.outSteps,
    action: 'points',
  }
}

function keptResult(scan: Scan): Result {
  const values = { time: clock(instantOf(scan)), direction: t[scan.direction] }
  return {
    kind: 'kept',
    icon: 'clock',
    title: t.keptTitle,
    detail: fill(t.keptDetail, values),
    steps: t.keptSteps,
    action: 'none',
  }
}

function refusedResult(scan: Scan): Result {
  const action = scan.code === 'join' ? 'join' : WORTH_ANOTHER_SCAN.includes(scan.code) ? 'again' : 'none'
  return { kind: 'refused', icon: 'info', title: scan.title, detail: scan.detail, steps: [], action }
}

/** What went wrong before there was anything to store. */
export function problemResult(problem: string): Result {
  const isCamera = problem === 'camera'
  return {
    kind: 'refused',
    icon: 'info',
    title: isCamera ? t.noCamera : t.notCode,
    detail: isCamera ? t.noCameraDetail : t.notCodeDetail,
    steps: [],
    action: 'again',
  }
}
