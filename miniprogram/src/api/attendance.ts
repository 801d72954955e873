/** Signing in and out. */
import { send } from '../core/request'
import type { Scan } from '../domain/outbox'
import type { AttendanceView } from './types'

const PATHS = { in: '/check-ins', out: '/check-outs' }

/** Send one scan now. Its nonce is the key, so that a later upload of the same scan counts nothing twice. */
export function sendScan(scan: Scan): Promise<AttendanceView> {
  const body = {
    code: scan.payload,
    short_id: scan.shortId,
    device_time: scan.deviceTime,
    skew_seconds: scan.skewSeconds,
  }
  return send({ method: 'POST', path: PATHS[scan.direction], body, key: scan.nonce })
}
