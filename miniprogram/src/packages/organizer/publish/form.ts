/** The form of an activity: what it starts from, what is missing, and what is sent. */
import type { ActivityBody, ActivityView } from '../api/organizing'
import { businessDate, instantOn, pickerTime } from '../../../domain/time'

const DAY_MS = 24 * 3600000
const SATURDAY = 6
const SHANGHAI_MS = 8 * 3600000
const MOST_PLACES = 1000
export const MOST_THEMES = 3

export type Theme = ActivityBody['themes'][number]
export const THEMES: Theme[] = [
  'meili_jiayuan',
  'waste_sorting',
  'publicity',
  'lecture',
  'river_patrol',
  'care_visit',
  'other',
]

export interface Form {
  title: string
  day: string
  from: string
  until: string
  place: string
  capacity: string
  difficulty: string
  themes: Theme[]
  risk: string
  isHazardous: boolean
  insurance: string
  needsApproval: boolean
  takesPoster: boolean
}

export type Missing =
  'title' | 'times' | 'place' | 'capacity' | 'difficulty' | 'themes' | 'risk' | 'insurance'

/** The next Saturday, today excepted: most activities are on one. */
export function nextSaturday(now: number): string {
  for (let days = 1; ; days++) {
    const instant = now + days * DAY_MS
    if (new Date(instant + SHANGHAI_MS).getUTCDay() === SATURDAY) return businessDate(instant)
  }
}

export function emptyForm(now: number): Form {
  return {
    title: '',
    day: nextSaturday(now),
    from: '08:30',
    until: '11:00',
    place: '',
    capacity: '30',
    difficulty: '',
    themes: [],
    risk: '',
    isHazardous: false,
    insurance: '',
    needsApproval: false,
    takesPoster: false,
  }
}

/** What an activity was like, on another day unless it is this one that is edited. */
export function formLike(activity: ActivityView, day: string): Form {
  return {
    title: activity.title,
    day,
    from: pickerTime(activity.starts_at),
    until: pickerTime(activity.ends_at),
    place: activity.place_name,
    capacity: String(activity.shifts[0]?.capacity ?? ''),
    difficulty: activity.difficulty?.code ?? '',
    themes: activity.themes as Theme[],
    risk: activity.risk_note,
    isHazardous: activity.hazardous,
    insurance: activity.insurance_note ?? '',
    needsApproval: activity.sign_up_approval,
    takesPoster: activity.poster_claims,
  }
}

export function missingIn(form: Form): Missing[] {
  const places = Number(form.capacity)
  const checks: Array<[Missing, boolean]> = [
    ['title', form.title.trim() !== ''],
    ['times', form.from < form.until],
    ['place', form.place.trim() !== ''],
    ['capacity', Number.isInteger(places) && places > 0 && places <= MOST_PLACES],
    ['difficulty', form.difficulty !== ''],
    ['themes', form.themes.length > 0],
    ['risk', form.risk.trim() !== ''],
    ['insurance', !form.isHazardous || form.insurance.trim() !== ''],
  ]
  return checks.filter(([, isThere]) => !isThere).map(([name]) => name)
}

export function toggled(themes: Theme[], theme: Theme): Theme[] {
  if (themes.includes(theme)) return themes.filter((each) => each !== theme)
  return themes.length < MOST_THEMES ? [...themes, theme] : themes
}

/**
 * What is sent. Shifts and posts of the activity it follows are kept when the times still fit; one shift else.
 * @param like the activity the form started from
 */
export function bodyOf(form: Form, like: ActivityView | null): ActivityBody {
  const startsAt = instantOn(form.day, form.from)
  const endsAt = instantOn(form.day, form.until)
  return {
    title: form.title.trim(),
    themes: form.themes,
    difficulty_code: form.difficulty,
    place_name: form.place.trim(),
    place_latitude: like && like.place_name === form.place.trim() ? like.place_latitude : null,
    place_longitude: like && like.place_name === form.place.trim() ? like.place_longitude : null,
    starts_at: startsAt,
    ends_at: endsAt,
    risk_note: form.risk.trim(),
    hazardous: form.isHazardous,
    insurance_note: form.insurance.trim() || null,
    meals_note: like?.meals_note ?? null,
    transport_note: like?.transport_note ?? null,
    sign_up_approval: form.needsApproval,
    poster_claims: form.takesPoster,
    shifts: shiftsOf(form, like, startsAt, endsAt),
  }
}

function shiftsOf(
  form: Form,
  like: ActivityView | null,
  startsAt: string,
  endsAt: string,
): ActivityBody['shifts'] {
  const capacity = Number(form.capacity)
  const posts = (shift: ActivityView['shifts'][number]): ActivityBody['shifts'][number]['posts'] =>
    shift.posts.map(({ code, name, capacity: places }) => ({ code, name, capacity: places }))
  const isSameLength =
    like &&
    Date.parse(like.ends_at) - Date.parse(like.starts_at) === Date.parse(endsAt) - Date.parse(startsAt)
  if (!like || (like.shifts.length > 1 && !isSameLength))
    return [{ starts_at: startsAt, ends_at: endsAt, capacity }]
  if (like.shifts.length === 1) {
    const kept = posts(like.shifts[0])
    const needed = (kept ?? []).reduce((sum, { capacity: places }) => sum + places, 0)
    return [{ starts_at: startsAt, ends_at: endsAt, capacity, posts: needed <= capacity ? kept : [] }]
  }
  const moved = (instant: string): string =>
    new Date(Date.parse(instant) - Date.parse(like.starts_at) + Date.parse(startsAt))
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
  return like.shifts.map((shift, index) => ({
    starts_at: moved(shift.starts_at),
    ends_at: moved(shift.ends_at),
    capacity: index === 0 ? capacity : shift.capacity,
    posts: posts(shift),
  }))
}
