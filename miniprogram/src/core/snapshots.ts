/** The last good answer of a screen, shown when there is no network. Never the only copy of anything. */
import { read, write } from './storage'

export function lastSeen<T>(screen: string): T | undefined {
  return read('snapshots')?.[screen] as T | undefined
}

export function remember<T>(screen: string, value: T): T {
  write('snapshots', { ...read('snapshots'), [screen]: value })
  return value
}
