/** Where a keeper stands: her pickup point, and what her roles let her do there. */
import { showMe } from '../../api/identity'
import { listPickupPoints, type PickupPoint } from '../../api/redemption'
import type { MeView } from '../../api/types'
import { isUnreachable } from '../../core/outcome'
import { lastSeen, remember } from '../../core/snapshots'

const VILLAGE_DIGITS = 12

export interface Post {
  me: MeView
  point: PickupPoint | null
}

export interface Rights {
  serves: boolean
  plans: boolean
  receives: boolean
  counts: boolean
  confirms: boolean
  reads: boolean
}

export function rightsOf(me: Pick<MeView, 'roles'>): Rights {
  const has = (...roles: string[]): boolean => me.roles.some(({ role }) => roles.includes(role))
  return {
    serves: has('shop_keeper'),
    plans: has('shop_keeper', 'county_staff'),
    receives: has('shop_keeper', 'county_staff'),
    counts: has('shop_keeper'),
    confirms: has('checker', 'county_staff'),
    reads: has('shop_keeper', 'checker', 'supervisor', 'county_staff', 'city_staff'),
  }
}

/** The village she keeps the shop of, else her own. */
function villageOf(me: MeView): string {
  const kept = me.roles.find(({ place_code: place }) => place.length === VILLAGE_DIGITS)
  return kept?.place_code ?? me.village_code
}

/** Without network the post that was seen last. */
export async function findPost(): Promise<Post> {
  try {
    const me = await showMe()
    const [point] = await listPickupPoints(villageOf(me))
    return remember('post', { me, point: point ?? null })
  } catch (error) {
    const seen = lastSeen<Post>('post')
    if (seen && isUnreachable(error)) return seen
    throw error
  }
}
