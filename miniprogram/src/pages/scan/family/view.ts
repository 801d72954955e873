/** Where a family member stands at an activity, as far as this phone knows. */
import type { Proxy } from '../../../api/household'
import { instantOf, type Scan } from '../../../domain/outbox'
import { clock } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.helpFamily

export interface Row {
  id: string
  name: string
  line: string
  action: string
  isDone: boolean
}

export function rowOf(person: Proxy, shortId: string, scans: Scan[]): Row {
  const own = scans.filter(
    (scan) => scan.forPerson?.id === person.volunteer_id && (!shortId || scan.shortId === shortId),
  )
  const newest = own.find((scan) => scan.state !== 'refused')
  const isInside = newest?.direction === 'in'
  const isDone = newest?.direction === 'out'
  return {
    id: person.volunteer_id,
    name: person.volunteer_name,
    line: lineOf(newest, own[0]),
    action: isInside ? t.out : t.in,
    isDone,
  }
}

function lineOf(newest: Scan | undefined, last: Scan | undefined): string {
  if (last?.state === 'refused') return fill(t.refused, { title: last.title })
  if (!newest) return t.none
  const time = clock(instantOf(newest))
  if (newest.state === 'waiting') return fill(t.waiting, { time })
  return fill(newest.direction === 'in' ? t.inside : t.done, { time })
}
