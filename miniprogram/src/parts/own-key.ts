/** Today's key of my own code, fetched once a day so that the code can be shown where there is no network. */
import { showOwnCode } from '../api/attendance'
import { now } from '../core/clock'
import { lastSeen, remember } from '../core/snapshots'
import { ownCode, ownKey, type OwnKey } from '../domain/own-code'

const KEPT = 'own-code'

export function keptOwnKey(): OwnKey | undefined {
  const kept = lastSeen<OwnKey>(KEPT)
  return kept && ownCode(kept, now()) ? kept : undefined
}

/** @throws ApiError, Unreachable */
export async function fetchOwnKey(): Promise<OwnKey> {
  return remember(KEPT, ownKey(await showOwnCode()))
}

/** Fetch it in the background when today's is not here yet; nobody waits for it. */
export async function prepareOwnKey(): Promise<void> {
  if (keptOwnKey()) return
  try {
    await fetchOwnKey()
  } catch {
    // the page of the code says so when it is opened
  }
}
