/** Whom one can enter by name. */
import type { Volunteer } from '../api/people'
import type { Attendee, SignedUp } from '../api/roster'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.adding

export interface Person {
  id: string
  name: string
  detail: string
}

/** Those who signed up and have not come yet. */
export function expected(signUps: SignedUp[], items: Attendee[]): Person[] {
  const present = new Set(items.filter((item) => !item.undone_at).map((item) => item.volunteer_id))
  return signUps
    .filter((each) => each.state === 'signed_up' && !present.has(each.volunteer_id))
    .map((each) => ({ id: each.volunteer_id, name: each.name, detail: '' }))
}

export function found(volunteers: Volunteer[]): Person[] {
  return volunteers.map(({ id, name, household_code: code, card_suffix: card }) => ({
    id,
    name,
    detail: [code ? fill(t.household, { code }) : '', card ? t.card : ''].filter(Boolean).join(' · '),
  }))
}
