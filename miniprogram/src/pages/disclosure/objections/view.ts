/** What became of what I doubted. */
import type { Objection } from '../../../api/disclosure'
import { shown } from '../../../domain/points'
import { duration, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.objections
const COLOURS: Record<Objection['state'], string> = { open: 'indigo', upheld: 'bamboo', dismissed: '' }

export interface ObjectionRow {
  id: string
  list: string
  county: string
  about: string
  what: string
  said: string
  ruling: string
  tag: string
  colour: string
}

export function rowOf(objection: Objection): ObjectionRow {
  const { disclosure_number: number, place, masked_name: name, ruling } = objection
  const isOpen = objection.state === 'open'
  return {
    id: objection.id,
    list: objection.disclosure_id,
    county: objection.village_code.slice(0, 6),
    about: fill(t.about, { number, place, name }),
    what: fill(t.what, {
      day: shortDay(objection.local_date),
      activity: objection.activity_title,
      duration: duration(objection.minutes),
      points: shown(objection.points),
    }),
    said: fill(t.said, { text: objection.text }),
    ruling: ruling
      ? fill(t.ruling, { text: ruling })
      : fill(t.due, { day: shortDay(objection.answer_due_on) }),
    tag: isOpen ? (t.states.open ?? '') : (t.states[objection.state] ?? ''),
    colour: COLOURS[objection.state],
  }
}
