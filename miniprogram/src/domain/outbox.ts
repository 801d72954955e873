/** Scans kept on the phone: pure rules about what waits, what has arrived and what was refused. */
import type { AttendanceView, ScanBatchView } from '../api/types'

export type Direction = 'in' | 'out'

export interface Scan {
  /** Also the Idempotency-Key: the service counts it once however it arrives. */
  nonce: string
  direction: Direction
  payload: string
  shortId: string | null
  /** This phone's clock at the scan, UTC. */
  deviceTime: string
  skewSeconds: number | null
  state: 'waiting' | 'arrived' | 'refused'
  /** Whether it was kept because there was no network. */
  isOffline: boolean
  code: string
  title: string
  detail: string
  attendance: AttendanceView | null
  /** A member of her household she signs in or out with this phone; nobody for herself. */
  forPerson?: { id: string; name: string }
}

/** So many settled scans are kept for her to look at. */
const SETTLED_KEPT = 20
/** So many scans go into one upload. */
export const MOST_AT_ONCE = 200

export function waiting(scans: Scan[]): Scan[] {
  return scans.filter((scan) => scan.state === 'waiting')
}

/** All that waits, and the newest of what is settled; newest first. */
export function tidied(scans: Scan[]): Scan[] {
  let settled = 0
  return scans.filter((scan) => scan.state === 'waiting' || settled++ < SETTLED_KEPT)
}

export function replaced(scans: Scan[], changed: Scan): Scan[] {
  return scans.map((scan) => (scan.nonce === changed.nonce ? changed : scan))
}

/** Put what the service said about an upload into the list. */
export function settled(scans: Scan[], results: ScanBatchView['results']): Scan[] {
  const byNonce = new Map(results.map((result) => [result.nonce, result]))
  return scans.map((scan) => {
    const result = byNonce.get(scan.nonce)
    if (!result) return scan
    return {
      ...scan,
      state: result.state === 'refused' ? 'refused' : 'arrived',
      code: result.code ?? '',
      title: result.title ?? '',
      detail: result.detail ?? '',
      attendance: result.attendance,
    }
  })
}

/** The key of an upload: the same scans give the same key, so a repeated upload is recognised. */
export function uploadKey(scans: Scan[]): string {
  return uploadHash(scans.map((scan) => scan.nonce))
}

export function uploadHash(nonces: string[]): string {
  const text = nonces.join('|')
  return `upload-${nonces.length}-${hash(text, 0x811c9dc5)}${hash(text, 0x01234567)}`
}

/** FNV-1a; spreads names, keeps no secrets. */
function hash(text: string, seed: number): string {
  let value = seed
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}

/** Which way a scan goes: out when the same activity was signed into and not out, here or at the service. */
export function directionFor(
  shortId: string | null,
  items: Array<{ short_id: string; my_attendance: 'none' | 'checked_in' | 'checked_out' }>,
  scans: Scan[],
  personId?: string,
): Direction {
  const newest = scans.find(
    (scan) => scan.shortId === shortId && scan.state !== 'refused' && scan.forPerson?.id === personId,
  )
  if (newest) return newest.direction === 'in' ? 'out' : 'in'
  return items.find((item) => item.short_id === shortId)?.my_attendance === 'checked_in' ? 'out' : 'in'
}

/** The instant of a scan as the service would say. */
export function instantOf(scan: Scan): string {
  return new Date(Date.parse(scan.deviceTime) + (scan.skewSeconds ?? 0) * 1000).toISOString()
}
