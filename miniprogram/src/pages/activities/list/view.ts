/** What a row of the list says, and the list day by day. */
import type { ActivityItem } from '../../../api/activities'
import { factorInWords, tagOf, type Tag } from '../../../domain/activity'
import { isFiltered, NO_FILTER, type Filter, type Tab } from '../../../domain/filter'
import { shown } from '../../../domain/points'
import { clock, day, dayInWords } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.activities
const TAG_COLOURS: Record<Tag['kind'], string> = {
  mine: 'bamboo',
  reviewed: 'indigo',
  waiting: 'indigo',
  in: 'bamboo',
  done: 'bamboo',
  full: 'indigo',
  few: 'persimmon',
  free: '',
  cancelled: '',
  over: '',
}

export interface Row {
  id: string
  time: string
  until: string
  title: string
  place: string
  isHazardous: boolean
  difficulty: string
  estimate: string
  tag: string
  tagColour: string
}

export interface Day {
  day: string
  words: string
  rows: Row[]
}

export function byDay(items: ActivityItem[], villageCode: string, now: number): Day[] {
  const days: Day[] = []
  for (const item of items) {
    const name = day(item.starts_at)
    const words = dayInWords(item.starts_at, now)
    if (days[days.length - 1]?.day !== name)
      days.push({ day: name, words: words === name ? '' : words, rows: [] })
    days[days.length - 1].rows.push(rowOf(item, villageCode, now))
  }
  return days
}

function rowOf(item: ActivityItem, villageCode: string, now: number): Row {
  const tag = tagOf(item, now)
  const isElsewhere = villageCode !== '' && item.village_code !== villageCode
  return {
    id: item.id,
    time: clock(item.starts_at),
    until: fill(t.until, { time: clock(item.ends_at) }),
    title: item.title,
    place: isElsewhere ? `${t.elsewhere} · ${item.place_name}` : item.place_name,
    isHazardous: item.hazardous,
    difficulty:
      item.factor_percent === null
        ? ''
        : fill(t.difficulty, {
            factor: factorInWords(item.factor_percent),
            name: item.difficulty_name ?? '',
          }),
    estimate:
      item.estimated_points === null ? '' : fill(t.estimate, { points: shown(item.estimated_points) }),
    tag: fill(t.tags[tag.kind], { left: tag.left }),
    tagColour: TAG_COLOURS[tag.kind],
  }
}

export interface Choice {
  value: string
  name: string
}

/** The groups of choices in the panel, in order. */
export const GROUPS: Array<{ key: keyof Filter; title: string; choices: Choice[] }> = [
  { key: 'place', title: t.filterPlace, choices: choicesOf(t.places) },
  { key: 'week', title: t.filterWeek, choices: choicesOf(t.weeks) },
  { key: 'free', title: t.filterFree, choices: choicesOf(t.free) },
  { key: 'theme', title: t.filterTheme, choices: [{ value: '', name: t.allThemes }, ...choicesOf(t.themes)] },
]

function choicesOf(names: Record<string, string>): Choice[] {
  return Object.entries(names).map(([value, name]) => ({ value, name }))
}

/** 「筛选：本村 · 这周」 */
export function filterLine(filter: Filter): string {
  const words = GROUPS.filter(
    ({ key }) => key === 'place' || isFiltered({ ...NO_FILTER, [key]: filter[key] }),
  ).map(({ key, choices }) => choices.find(({ value }) => value === filter[key])?.name ?? '')
  return fill(t.filter, { words: words.join(' · ') })
}

export function emptyWords(tab: Tab, filter: Filter): { title: string; detail: string } {
  if (tab === 'mine') return { title: t.emptyMineTitle, detail: t.emptyMineDetail }
  if (tab === 'over') return { title: t.emptyOverTitle, detail: t.emptyOverDetail }
  if (isFiltered(filter)) return { title: t.emptyFilteredTitle, detail: t.emptyFilteredDetail }
  return { title: t.emptyTitle, detail: t.emptyDetail }
}
