/** The queue of scans. A scan is stored before it is sent, and stays until the service has said what became of it. */
import { replaced, settled, tidied, uploadKey, waiting, MOST_AT_ONCE, type Scan } from '../domain/outbox'
import type { ScanBatchView } from '../api/types'
import { ApiError, Unreachable } from './errors'
import { send } from './request'
import { read, write } from './storage'

export function all(): Scan[] {
  return read('outbox') ?? []
}

export function find(nonce: string): Scan | undefined {
  return all().find((scan) => scan.nonce === nonce)
}

export function countWaiting(): number {
  return waiting(all()).length
}

export function put(scan: Scan): void {
  write('outbox', tidied([scan, ...all()]))
}

export function update(scan: Scan): void {
  write('outbox', replaced(all(), scan))
}

let uploading: Promise<number> | null = null

/**
 * Upload what waits, oldest first.
 * @returns how many the service has now seen; 0 when nothing waited or there was no network
 */
export function upload(): Promise<number> {
  uploading ??= uploadWaiting().finally(() => {
    uploading = null
  })
  return uploading
}

async function uploadWaiting(): Promise<number> {
  const scans = waiting(all()).reverse().slice(0, MOST_AT_ONCE)
  if (!scans.length) return 0
  try {
    const { results } = await send<ScanBatchView>({
      method: 'POST',
      path: '/scan-batches',
      body: { scans: scans.map(asItem) },
      key: uploadKey(scans),
    })
    write('outbox', settled(all(), results))
    return results.length
  } catch (error) {
    if (error instanceof Unreachable || error instanceof ApiError) return 0 // they wait for the next time
    throw error
  }
}

function asItem(scan: Scan): object {
  return {
    nonce: scan.nonce,
    direction: scan.direction,
    payload: scan.payload,
    short_id: scan.shortId,
    device_time: scan.deviceTime,
    skew_seconds: scan.skewSeconds,
    taken_offline: scan.isOffline,
    for_volunteer_id: scan.forPerson?.id,
  }
}
