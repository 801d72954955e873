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
  /** The version of the app that kept the snapshots. */
  snapshotsOf: string
}

type Kind = 'list' | 'record' | 'string' | 'number' | 'boolean'

const KINDS: Record<keyof Stored, Kind> = {
  token: 'string',
  isSignedOut: 'boolean',
  outbox: 'list',
  pendingKeys: 'record',
  skewSeconds: 'number',
  look: 'record',
  codeKeys: 'record',
  personScans: 'list',
  paperOrders: 'list',
  snapshots: 'record',
  snapshotsOf: 'string',
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

/** What is stored; what is damaged or of another kind counts as not there. */
export function read<K extends keyof Stored>(key: K): Stored[K] | undefined {
  try {
    return sound(KINDS[key], wx.getStorageSync(key)) as Stored[K] | undefined
  } catch {
    return undefined // nobody can read it, so nobody misses it
  }
}

function sound(kind: Kind, value: unknown): unknown {
  if (kind === 'list') return Array.isArray(value) ? value.filter(isRecord) : undefined
  if (kind === 'record') return isRecord(value) ? value : undefined
  return typeof value === kind && value !== '' ? value : undefined
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Store a value. When the phone has no room left, the snapshots make room: they come again with the next answer.
 * @throws what WeChat throws when there is no room even then
 */
export function write<K extends keyof Stored>(key: K, value: Stored[K]): void {
  try {
    wx.setStorageSync(key, value)
  } catch {
    wx.removeStorageSync('snapshots')
    wx.setStorageSync(key, value)
  }
}

/** Store what is nice to have: without room it is not kept, and nothing else changes. */
export function writeIfRoom<K extends keyof Stored>(key: K, value: Stored[K]): boolean {
  try {
    wx.setStorageSync(key, value)
    return true
  } catch {
    return false
  }
}

export function remove(key: keyof Stored): void {
  wx.removeStorageSync(key)
}

/** Forget everything personal, as at log out; how large the letters are stays. */
export function forgetPerson(): void {
  PERSONAL.forEach(remove)
}
