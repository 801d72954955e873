/** The last good answer of a screen, shown when there is no network. Never the only copy of anything. */
import { appVersion } from './device'
import { read, remove, write, writeIfRoom } from './storage'

/** So many single things – activities, orders, records – are kept; which were looked at longest ago go first. */
const MOST_SINGLE = 40

export function lastSeen<T>(screen: string): T | undefined {
  return read('snapshots')?.[screen] as T | undefined
}

/**
 * Show the last good answer of a screen. One that cannot be shown – a damaged phone – is forgotten.
 * @returns whether something is shown
 */
export function showLastSeen<T>(screen: string, show: (seen: T) => void): boolean {
  const seen = lastSeen<T>(screen)
  if (seen === undefined) return false
  try {
    show(seen)
    return true
  } catch {
    const { [screen]: _, ...others } = read('snapshots') ?? {}
    writeIfRoom('snapshots', others)
    return false
  }
}

/** Keep an answer if there is room. @returns the answer */
export function remember<T>(screen: string, value: T): T {
  const { [screen]: _, ...others } = read('snapshots') ?? {}
  const kept = { ...others, [screen]: value }
  if (!writeIfRoom('snapshots', newest(kept, MOST_SINGLE))) writeIfRoom('snapshots', newest(kept, 0))
  return value
}

/** Screens that exist once all stay; of those with an id the newest. */
function newest(snapshots: Record<string, unknown>, most: number): Record<string, unknown> {
  const single = Object.keys(snapshots).filter((screen) => screen.includes(':'))
  const gone = new Set(single.slice(0, Math.max(0, single.length - most)))
  return Object.fromEntries(Object.entries(snapshots).filter(([screen]) => !gone.has(screen)))
}

/** Another version of the app may expect other answers: what an earlier one kept is forgotten. */
export function forgetOfEarlierVersion(): void {
  const version = appVersion()
  if ((read('snapshotsOf') ?? '') === version) return
  remove('snapshots')
  write('snapshotsOf', version)
}
