/** What a receipt and a line of the passbook say. The sums are the service's own words. */
import type { ServiceRecord, StatementLine } from '../../api/points'
import { hundredths, shown, shownChange } from '../../domain/points'
import { businessDate, duration, lastDay, shortDay, span } from '../../domain/time'
import { fill, texts } from '../../i18n/zh-CN'

const t = texts.points

export const COLOURS: Record<ServiceRecord['state'], string> = {
  claimed: '',
  verified: 'indigo',
  disclosed: 'indigo',
  settled: 'bamboo',
  rejected: 'persimmon',
  disputed: 'persimmon',
  corrected: '',
}

export interface Receipt {
  id: string
  title: string
  from: string
  tag: string
  colour: string
  isSun: boolean
  marks: string
  duration: string
  sums: string[]
  points: string
  notes: string[]
}

export function receiptOf(record: ServiceRecord): Receipt {
  const counts = record.assessed && record.state !== 'rejected'
  return {
    id: record.id,
    title: record.activity_title,
    from: fill(t.from, { day: shortDay(record.local_date), name: record.volunteer_name }),
    tag: t.states[record.state],
    colour: COLOURS[record.state],
    isSun: record.state === 'disclosed',
    marks: span(record.started_at, record.ended_at),
    duration: duration(record.minutes),
    sums: counts ? record.explanation : [],
    points: counts && record.points ? shown(record.points) : '',
    notes: notesOf(record),
  }
}

function notesOf(record: ServiceRecord): string[] {
  const notes = [...record.notes]
  if (!record.assessed) notes.push(t.waiting)
  if (record.state === 'disclosed' && record.disclosure)
    notes.push(
      fill(t.until, {
        last: lastDay(record.disclosure.closes_at),
        usable: shortDay(businessDate(Date.parse(record.disclosure.closes_at))),
      }),
    )
  if (record.reason) notes.push(fill(t.reason, { reason: record.reason }))
  return notes
}

export interface LineView {
  id: string
  label: string
  day: string
  change: string
  isGain: boolean
  balance: string
  explanation: string[]
}

export function lineOf(line: StatementLine): LineView {
  return {
    id: line.id,
    label: line.label,
    day: shortDay(line.occurred_on),
    change: shownChange(line.points),
    isGain: hundredths(line.points) > 0,
    balance: fill(t.balance, { balance: shown(line.balance) }),
    explanation: line.explanation,
  }
}

/** A receipt in sentences, for large letters and screen readers: the service's own words. */
export function spokenReceipt(receipt: Receipt): string[] {
  const head = `${receipt.title}，${receipt.from.replace(' · ', '，')}。${receipt.tag}。`
  const total = receipt.points ? [`${t.total} ${receipt.points} ${texts.home.unit}。`] : []
  return [head, ...receipt.sums, ...total, ...receipt.notes]
}
