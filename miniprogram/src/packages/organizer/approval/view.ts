/** What the queue of hours says: odd ones with a sentence, clean ones to be ticked, and nobody's own family. */
import type { ServiceRecord, Verdict } from '../api/approval'
import { clock, day, duration, shortDay, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.approval

export interface OddCard {
  id: string
  name: string
  what: string
  minutes: string
  why: string
  evidence: string
  reason: string
  due: string
  isOverdue: boolean
  pass: string
}

export interface CleanLine {
  id: string
  name: string
  what: string
  minutes: string
  isOn: boolean
}

export interface Queue {
  odd: OddCard[]
  clean: CleanLine[]
  /** How many are of her own household. */
  own: number
}

/** @param family ids of her own household, herself among them */
export function queueOf(records: ServiceRecord[], family: string[]): Queue {
  const others = records.filter((record) => !family.includes(record.volunteer_id))
  return {
    odd: others.filter((record) => record.anomalous).map(cardOf),
    clean: others.filter((record) => !record.anomalous).map(lineOf),
    own: records.length - others.length,
  }
}

function lineOf(record: ServiceRecord): CleanLine {
  return {
    id: record.id,
    name: record.volunteer_name,
    what: fill(t.on, { day: dayOf(record), title: record.activity_title }),
    minutes: duration(record.minutes),
    isOn: true,
  }
}

function dayOf(record: ServiceRecord): string {
  return day(record.started_at).split(' ')[0]
}

function cardOf(record: ServiceRecord): OddCard {
  return {
    id: record.id,
    name: record.volunteer_name,
    what: fill(t.on, { day: dayOf(record), title: record.activity_title }),
    minutes: duration(record.minutes),
    why: whyOf(record),
    evidence: evidenceOf(record),
    reason: record.reason ? fill(t.byReason, { reason: record.reason }) : '',
    due: fill(record.overdue ? t.overdue : t.due, { day: shortDay(record.due_on) }),
    isOverdue: record.overdue,
    pass: passOf(record),
  }
}

/** In and out, and what counts of it. */
export function evidenceOf(record: ServiceRecord): string {
  const seen = fill(t.presence, { span: span(record.started_at, record.ended_at) })
  return `${seen}，${fill(t.counted, { duration: duration(record.minutes) })}`
}

/** One sentence why it needs a look; the two commonest with their numbers. */
export function whyOf(record: ServiceRecord): string {
  return record.flags
    .map((flag, index) => {
      if (flag === 'check_out_forgotten') return fill(t.noSignOut, { time: clock(record.ended_at) })
      const lost = record.minutes_present - record.minutes
      if (flag === 'overlap' && lost > 0) return fill(t.overlap, { duration: duration(lost) })
      return record.notes[index]
    })
    .join('；')
}

/** The suggestion on the button says what comes of it. Without points there is nothing to pass. */
function passOf(record: ServiceRecord): string {
  if (!record.assessed) return ''
  if (record.flags.includes('check_out_forgotten')) return fill(t.passAt, { time: clock(record.ended_at) })
  const isCut = record.flags.includes('overlap') && record.minutes < record.minutes_present
  return isCut ? fill(t.passFor, { duration: duration(record.minutes) }) : t.pass
}

export interface Outcome {
  passed: string
  rest: string[]
  /** Records that need no more of her. */
  gone: string[]
}

/** What became of an approval in bulk, in words. */
export function outcomeOf(verdicts: Verdict[]): Outcome {
  const passed = verdicts.filter(({ result }) => result === 'verified' || result === 'already_verified')
  const second = verdicts.filter(({ result }) => result === 'awaiting_second')
  const reasons = new Map<string, number>()
  for (const { result } of verdicts) {
    const why = (t.verdicts as Record<string, string>)[result]
    if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1)
  }
  return {
    passed: passed.length ? fill(t.passed, { count: passed.length }) : '',
    rest: [
      ...(second.length ? [fill(t.second, { count: second.length })] : []),
      ...[...reasons].map(([why, count]) => fill(t.notPassed, { count, why })),
    ],
    gone: [...passed, ...second, ...verdicts.filter(({ result }) => result === 'already_decided')].map(
      ({ record_id: id }) => id,
    ),
  }
}
