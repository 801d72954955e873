/** One published list: masked lines as printed, and how each stands now. */
import type { DisclosureDetailView } from '../../../api/types'
import { shown } from '../../../domain/points'
import { duration, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.disclosure
type Line = DisclosureDetailView['lines'][number]

export interface Entry {
  id: string
  place: number
  name: string
  household: string
  what: string
  count: string
  points: string
  origin: string
  standing: string
  colour: string
  isMine: boolean
  isOpen: boolean
}

const COLOURS: Record<Line['standing'], string> = {
  standing: '',
  paused: 'persimmon',
  settled: 'bamboo',
  withdrawn: '',
}

export function entryOf(line: Line, ownHousehold: string, isOpen: boolean): Entry {
  return {
    id: line.id,
    place: line.place,
    name: line.masked_name,
    household: fill(t.household, { code: line.household_code }),
    what: fill(t.row, { day: shortDay(line.local_date), activity: line.activity_title }),
    count: fill(t.count, {
      duration: duration(line.minutes),
      factor: shown(
        `${Math.floor(line.factor_percent / 100)}.${String(line.factor_percent % 100).padStart(2, '0')}`,
      ),
      difficulty: line.difficulty_name,
    }),
    points: shown(line.points),
    origin: t.origins[line.origin] ?? '',
    standing: t.standings[line.standing] ?? '',
    colour: COLOURS[line.standing],
    isMine: ownHousehold !== '' && line.household_code === ownHousehold,
    isOpen: isOpen && line.standing === 'standing',
  }
}

/** Mine first, then as printed. */
export function entriesOf(detail: DisclosureDetailView, ownHousehold: string, isOpen: boolean): Entry[] {
  const entries = detail.lines.map((line) => entryOf(line, ownHousehold, isOpen))
  return [...entries.filter((entry) => entry.isMine), ...entries.filter((entry) => !entry.isMine)]
}
