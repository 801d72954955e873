/** What the list of those present says. */
import type { AttendancePage, Attendee } from '../api/roster'
import { clock, instantAt, pickerTime, wire } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.roster

export interface Line {
  id: string
  name: string
  times: string
  how: string
  tag: string
  tagColour: string
  isOut: boolean
  isClaim: boolean
  isUndone: boolean
  label: string
}

export interface RosterView {
  counts: string
  lines: Line[]
  claims: string[]
  confirmAll: string
}

/** Who has not signed out first: these are the ones to ask. */
export function viewOf({ items, counts }: AttendancePage): RosterView {
  const lines = items.map(lineOf).sort((one, other) => rank(one) - rank(other))
  const claims = items.filter((item) => !item.confirmed && !item.undone_at).map(({ id }) => id)
  const children = counts.children ? fill(t.children, { count: counts.children }) : ''
  return {
    counts: fill(t.counts, { present: counts.present, left: counts.left }) + children,
    lines,
    claims,
    confirmAll: fill(t.confirmAll, { count: claims.length }),
  }
}

function rank(line: Line): number {
  if (line.isUndone) return 3
  if (line.isClaim) return 0
  return line.isOut ? 2 : 1
}

function lineOf(item: Attendee): Line {
  const isUndone = item.undone_at !== null
  const isClaim = !item.confirmed && !isUndone
  const times = item.out_at
    ? fill(t.inOut, { in: clock(item.in_at), out: clock(item.out_at) })
    : fill(t.in, { time: clock(item.in_at) })
  return {
    id: item.id,
    name: item.name,
    times,
    how: [t.means[item.in_means], item.in_mode === 'offline' ? t.offline : '', item.walk_in ? t.walkIn : '']
      .filter(Boolean)
      .join(' · '),
    ...tagOf(item, isUndone, isClaim),
    isOut: item.out_at !== null,
    isClaim,
    isUndone,
    label: fill(t.actionsLabel, { name: item.name }),
  }
}

function tagOf(item: Attendee, isUndone: boolean, isClaim: boolean): { tag: string; tagColour: string } {
  if (isUndone) return { tag: fill(t.undone, { reason: item.undo_reason ?? '' }), tagColour: '' }
  if (isClaim) return { tag: t.claim, tagColour: 'persimmon' }
  return item.out_at ? { tag: '', tagColour: '' } : { tag: t.notOut, tagColour: 'indigo' }
}

/** When she left: the picker knows minutes only, so this minute means now, and never before she came. */
export function departureAt(inAt: string, time: string, now: number): string {
  const chosen = time === pickerTime(wire(now)) ? wire(now) : instantAt(inAt, time)
  const isSameMinute = time === pickerTime(inAt)
  return isSameMinute && chosen < inAt ? inAt : chosen
}

/** What can be done about a line, in the order of the menu. */
export type Deed = 'confirm' | 'depart' | 'undo'

export function deedsFor(line: Line): Deed[] {
  if (line.isUndone) return []
  const deeds: Deed[] = ['undo']
  if (!line.isOut) deeds.unshift('depart')
  if (line.isClaim) deeds.unshift('confirm')
  return deeds
}
