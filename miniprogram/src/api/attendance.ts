/** Signing in and out. */
import { send } from '../core/request'
import type { Scan } from '../domain/outbox'
import type { AttendanceView, PersonalCodeView, ScanView } from './types'

const ENDS = { in: 'check-ins', out: 'check-outs' }

/** Send one scan now. Its nonce is the key, so that a later upload of the same scan counts nothing twice. */
export async function sendScan(scan: Scan): Promise<AttendanceView> {
  const body = {
    code: scan.payload,
    short_id: scan.shortId,
    device_time: scan.deviceTime,
    skew_seconds: scan.skewSeconds,
  }
  const end = ENDS[scan.direction]
  if (!scan.forPerson) return send({ method: 'POST', path: `/${end}`, body, key: scan.nonce })
  const path = `/volunteers/${scan.forPerson.id}/${end}`
  return (await send<ScanView>({ method: 'POST', path, body, key: scan.nonce })).attendance
}

/** My own code for an organizer to scan, and today's key to go on making them without network. */
export function showOwnCode(): Promise<PersonalCodeView> {
  return send({ method: 'GET', path: '/me/check-in-code' })
}
