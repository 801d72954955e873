/** The queue of codes and cards this phone scanned for others: stored before sent, kept until the service has spoken. */
import type { ScanBatchView, ScanView } from '../api/types'
import { MOST_AT_ONCE, uploadHash } from '../domain/outbox'
import { settledPersons, tidiedPersons, type PersonScan } from '../domain/person-scan'
import { ApiError, RegistrationNeeded, SignedOut, Unreachable } from './errors'
import { isConnected, send } from './request'
import { read, write } from './storage'

export function personScans(): PersonScan[] {
  return read('personScans') ?? []
}

export function countPersonsWaiting(): number {
  return personScans().filter((scan) => scan.state === 'waiting').length
}

export function keepPerson(scan: PersonScan): void {
  write('personScans', tidiedPersons([scan, ...personScans()]))
}

function update(changed: PersonScan): PersonScan {
  write(
    'personScans',
    personScans().map((scan) => (scan.nonce === changed.nonce ? changed : scan)),
  )
  return changed
}

/** Send one stored scan if there is a network. @returns the scan as it stands now */
export async function deliverPerson(scan: PersonScan): Promise<PersonScan> {
  if (!(await isConnected())) return update({ ...scan, isOffline: true })
  try {
    const { name } = await send<ScanView>({
      method: 'POST',
      path: `/activities/${scan.activityId}/scans`,
      body: { payload: scan.payload, direction: scan.direction },
      key: scan.nonce,
    })
    return update({ ...scan, state: 'arrived', name })
  } catch (error) {
    if (error instanceof Unreachable || (error instanceof ApiError && error.isTemporary))
      return update({ ...scan, isOffline: true })
    if (!(error instanceof ApiError)) throw error
    return update({ ...scan, state: 'refused', title: error.title, detail: error.detail })
  }
}

let uploading: Promise<number> | null = null

/** Upload what waits, oldest first. @returns how many the service has now seen */
export function uploadPersons(): Promise<number> {
  uploading ??= uploadWaiting().finally(() => {
    uploading = null
  })
  return uploading
}

async function uploadWaiting(): Promise<number> {
  const waiting = personScans().filter((scan) => scan.state === 'waiting')
  const scans = waiting.reverse().slice(0, MOST_AT_ONCE)
  if (!scans.length) return 0
  try {
    const { results } = await send<ScanBatchView>({
      method: 'POST',
      path: '/scan-batches',
      body: { scans: scans.map(asItem) },
      key: uploadHash(scans.map((scan) => scan.nonce)),
    })
    write('personScans', settledPersons(personScans(), results))
    return results.length
  } catch (error) {
    const isForLater = [Unreachable, ApiError, RegistrationNeeded, SignedOut].some(
      (kind) => error instanceof kind,
    )
    if (isForLater) return 0
    throw error
  }
}

function asItem(scan: PersonScan): object {
  return {
    nonce: scan.nonce,
    direction: scan.direction,
    payload: scan.payload,
    short_id: scan.shortId,
    device_time: scan.deviceTime,
    skew_seconds: scan.skewSeconds,
    taken_offline: scan.isOffline,
  }
}
