/** What other screens of hers have seen of an activity, for where there is no network. */
import type { ActivityView, OrganizerDay } from './api/organizing'
import type { MeView } from '../../api/types'
import { lastSeen } from '../../core/snapshots'
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
