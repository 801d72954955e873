/** Keys of activities kept on this phone, so that it can show their codes where there is no network. */
import { fetchCodeKey } from './api/roster'
import { now } from '../../core/clock'
import { read, write } from '../../core/storage'
import { stillUseful, type KeptKey } from './domain/rotating'

function keys(): Record<string, KeptKey> {
  return stillUseful(read('codeKeys') ?? {}, now())
}

export function hasKey(activityId: string): boolean {
  return activityId in keys()
}

export function keyOf(activityId: string): KeptKey | undefined {
  return read('codeKeys')?.[activityId]
}

/** The key of an activity: kept already, else fetched and kept until people can no longer sign out. */
export async function keepKeyOf(activityId: string, title: string): Promise<KeptKey> {
  const known = keys()[activityId]
  if (known) return known
  const { county_id, short_id, key, step_seconds, digits, opens_at, closes_at } =
    await fetchCodeKey(activityId)
  const kept: KeptKey = { county_id, short_id, key, step_seconds, digits, opens_at, closes_at, title }
  write('codeKeys', { ...keys(), [activityId]: kept })
  return kept
}
