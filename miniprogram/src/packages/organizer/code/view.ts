/** What the screen with the code says at an instant. */
import type { Direction } from '../../../domain/outbox'
import { qrMatrix, runs, type Run } from '../../../domain/qr'
import { checkInCode, secondsLeft, spokenCode, stepAt, type KeptKey } from '../domain/rotating'
import { clock } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.code

/** Modules of the quiet zone on each side; less, and scanners hesitate. */
const QUIET = 4
const LARGEST_MODULE_PX = 11

export interface CodeView {
  step: number
  qr: Run[][]
  modulePx: number
  digits: string
  digitsLabel: string
  label: string
}

/** The code of a step; it is drawn anew only when the step has changed. */
export function codeView(key: KeptKey, now: number, screenWidth: number): CodeView {
  const rows = qrMatrix(checkInCode(key, now))
  const fitting = Math.floor(screenWidth / (rows.length + 2 * QUIET))
  const digits = spokenCode(key, now)
  const spaced = digits.match(/\d{2}/g)?.join(' ') ?? digits
  return {
    step: stepAt(now, key.step_seconds),
    qr: runs(rows),
    modulePx: Math.min(LARGEST_MODULE_PX, fitting),
    digits: spaced,
    digitsLabel: fill(t.digitsLabel, { digits: spaced }),
    label: fill(t.label, { title: key.title }),
  }
}

export interface Countdown {
  left: string
  percent: number
}

export function countdown(key: KeptKey, now: number): Countdown {
  const seconds = secondsLeft(now, key.step_seconds)
  return { left: fill(t.left, { seconds }), percent: Math.floor((seconds * 100) / key.step_seconds) }
}

/** A note when the code does not count yet, or no more. */
export function noteAt(key: KeptKey, now: number): { title: string; detail: string } {
  if (now < Date.parse(key.opens_at))
    return { title: fill(t.notOpen, { time: clock(key.opens_at) }), detail: t.notOpenDetail }
  if (now > Date.parse(key.closes_at)) return { title: t.over, detail: t.overDetail }
  return { title: '', detail: '' }
}

export interface Arrived {
  name: string
  in_at: string
  out_at: string | null
  undone_at: string | null
}

export interface Crowd {
  total: string
  just: string
}

const NAMES_SHOWN = 2

/** How many have come or gone, and the last two names. */
export function crowdOf(items: Arrived[], direction: Direction): Crowd {
  const counted = items.filter((item) => !item.undone_at && (direction === 'in' || item.out_at))
  const at = (item: Arrived): string => (direction === 'in' ? item.in_at : (item.out_at ?? ''))
  const latest = [...counted].sort((one, other) => (at(one) < at(other) ? 1 : -1)).slice(0, NAMES_SHOWN)
  return {
    total: fill(direction === 'in' ? t.here : t.gone, { count: counted.length }),
    just: latest.length ? fill(t.just, { names: latest.map(({ name }) => name).join('、') }) : t.nobody,
  }
}
