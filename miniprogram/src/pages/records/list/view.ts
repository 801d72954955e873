/** What my services say in sums and one by one. */
import type { ServiceRecord } from '../../../api/points'
import type { HoursView, MonthList } from '../../../api/types'
import { isZero, shown } from '../../../domain/points'
import { duration, month, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { COLOURS } from '../../points/view'

const t = texts.records

export interface MonthRow {
  id: string
  month: string
  sum: string
  points: string
  pending: string
}

export function monthOf(item: MonthList['this_month']): MonthRow {
  return {
    id: item.month,
    month: month(item.month),
    sum: item.times ? fill(t.monthSum, { times: item.times, duration: duration(item.minutes) }) : t.monthNone,
    points: item.times ? fill(t.monthPoints, { points: shown(item.points) }) : '',
    pending: isZero(item.pending_points) ? '' : fill(t.monthPending, { points: shown(item.pending_points) }),
  }
}

export interface Row {
  id: string
  title: string
  detail: string
  points: string
  tag: string
  colour: string
}

export function rowOf(record: ServiceRecord): Row {
  const counts = record.assessed && record.state !== 'rejected'
  return {
    id: record.id,
    title: record.activity_title,
    detail: `${shortDay(record.local_date)} · ${duration(record.minutes)}`,
    points: counts ? fill(t.points, { points: shown(record.points) }) : '',
    tag: texts.points.states[record.state],
    colour: COLOURS[record.state],
  }
}

/** Her hours by how they were recorded, then what stays in the counties she moved away from. */
export function hoursOf(hours: HoursView): Array<{ name: string; value: string }> {
  return [
    { name: t.scan, value: duration(hours.scan_minutes) },
    { name: t.manual, value: duration(hours.manual_minutes) },
    { name: t.pending, value: duration(hours.pending_minutes) },
    ...hours.elsewhere.map(({ county_name: county, minutes }) => ({
      name: fill(t.elsewhere, { county: county ?? t.otherCounty }),
      value: duration(minutes),
    })),
  ]
}
