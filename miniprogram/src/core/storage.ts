/** The only file that touches storage. Every key the app uses is named here with the type it holds. */
import type { Look } from '../domain/look'
import type { Scan } from '../domain/outbox'
import type { PersonScan } from '../domain/person-scan'
import type { PaperOrder } from '../packages/organizer/domain/paper'
import type { KeptKey } from '../packages/organizer/domain/rotating'

interface Stored {
  token: string
  isSignedOut: boolean
  outbox: Scan[]
  /** Keys of requests whose answer is not known yet, by what they are for. */
  pendingKeys: Record<string, string>
  /** Server time minus this phone's, in seconds. */
  skewSeconds: number
  look: Look
  /** Keys of the activities whose codes this phone shows, by activity. */
  codeKeys: Record<string, KeptKey>
  /** Other people's codes and cards this phone scanned. */
  personScans: PersonScan[]
  /** Orders a shop keeper wrote down without network. */
  paperOrders: PaperOrder[]
  snapshots: Record<string, unknown>
}

const PERSONAL: Array<keyof Stored> = [
  'token',
  'outbox',
  'pendingKeys',
  'snapshots',
  'codeKeys',
  'personScans',
  'paperOrders',
]

export function read<K extends keyof Stored>(key: K): Stored[K] | undefined {
  const value: Stored[K] | '' = wx.getStorageSync(key)
  return value === '' ? undefined : value
}

export function write<K extends keyof Stored>(key: K, value: Stored[K]): void {
  wx.setStorageSync(key, value)
}

export function remove(key: keyof Stored): void {
  wx.removeStorageSync(key)
}

/** Forget everything personal, as at log out; how large the letters are stays. */
export function forgetPerson(): void {
  PERSONAL.forEach(remove)
}
