/** Other people's codes and cards that an organizer scans one after the other. */
import type { ScanBatchView } from '../api/types'
import type { Direction } from './outbox'

/** A volunteer's own code on her phone, or her paper card. */
const PERSONAL = /^P\.\d{6}\.[0-7][0-9A-HJKMNP-TV-Z]{25}\.\d+\.[0-9A-HJKMNP-TV-Z]{16}$/
const CARD = /^K\.\d{6}\.[0-9A-Z]{16}\.[0-9A-Z]{2}$/

export interface PersonScan {
  /** Also the Idempotency-Key. */
  nonce: string
  activityId: string
  shortId: string
  direction: Direction
  payload: string
  deviceTime: string
  skewSeconds: number | null
  state: 'waiting' | 'arrived' | 'refused'
  isOffline: boolean
  name: string
  title: string
  detail: string
}

const SETTLED_KEPT = 60

export function isPersonCode(text: string): boolean {
  return PERSONAL.test(text) || CARD.test(text)
}

/** Whether the same card was just held up twice for the same purpose: that is one scan, not two. */
export function isRepeated(
  text: string,
  direction: Direction,
  activityId: string,
  scans: PersonScan[],
): boolean {
  return scans.some(
    (scan) =>
      scan.payload === text &&
      scan.direction === direction &&
      scan.activityId === activityId &&
      scan.state !== 'refused',
  )
}

/** All that waits, and the newest of what is settled; newest first. */
export function tidiedPersons(scans: PersonScan[]): PersonScan[] {
  let settled = 0
  return scans.filter((scan) => scan.state === 'waiting' || settled++ < SETTLED_KEPT)
}

/** Put what the service said about an upload into the list. */
export function settledPersons(scans: PersonScan[], results: ScanBatchView['results']): PersonScan[] {
  const byNonce = new Map(results.map((result) => [result.nonce, result]))
  return scans.map((scan) => {
    const result = byNonce.get(scan.nonce)
    if (!result) return scan
    const isRefused = result.state === 'refused'
    return {
      ...scan,
      state: isRefused ? 'refused' : 'arrived',
      title: result.title ?? '',
      detail: result.detail ?? '',
    }
  })
}
