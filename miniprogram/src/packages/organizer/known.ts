/** What other screens of hers have seen of an activity, for where there is no network. */
import type { ActivityView, OrganizerDay } from './api/organizing'
import type { MeView } from '../../api/types'
import { showMe } from '../../api/identity'
import { lastSeen, remember } from '../../core/snapshots'
import { keyOf } from './keys'

interface Known {
  title: string
  shortId: string
}

export function knownOf(activityId: string): Known {
  const key = keyOf(activityId)
  if (key?.title) return { title: key.title, shortId: key.short_id }
  const day = lastSeen<{ organizing: OrganizerDay }>('organizer-today')?.organizing
  const seen = day?.activities.find((each) => each.id === activityId)
  const shown = lastSeen<{ activity: ActivityView }>(`organize:${activityId}`)?.activity
  return { title: seen?.title ?? shown?.title ?? '', shortId: seen?.short_id ?? shown?.short_id ?? '' }
}

/** Who she is changes rarely: what was seen last will do; her day asks anew. */
export async function knownMe(): Promise<MeView> {
  return lastSeen<MeView>('organizer-me') ?? freshMe()
}

export async function freshMe(): Promise<MeView> {
  return remember('organizer-me', await showMe())
}

/** Whether her only part is the counter: then her day is there. */
export function isOnlyKeeper({ roles }: MeView): boolean {
  return roles.length > 0 && roles.every(({ role }) => role === 'shop_keeper')
}

/** The places at which she organizes, her own village if it is among them first. */
export function placesOf(me: MeView): string[] {
  const places = me.roles.filter(({ role }) => role === 'organizer').map(({ place_code: place }) => place)
  const isOwn = (place: string): number => Number(!me.village_code.startsWith(place))
  return [...places].sort((one, other) => isOwn(one) - isOwn(other))
}

/** The village to work in: her own when she organizes there, else the first place that is one. */
export function villageOf(me: MeView): string {
  const [first] = placesOf(me)
  return first === undefined || me.village_code.startsWith(first) ? me.village_code : first
}
