/** From the camera to the queue to the service. A scan is stored first; the result page shows what became of it. */
import { sendScan } from '../../api/attendance'
import { deviceTime, skewSeconds } from '../../core/clock'
import { scan, vibrate } from '../../core/device'
import { ApiError, RegistrationNeeded, SignedOut, Unreachable } from '../../core/errors'
import { newKey } from '../../core/keys'
import { go } from '../../core/navigate'
import * as outbox from '../../core/outbox'
import { isConnected } from '../../core/request'
import { isDigits, shortIdIn } from '../../domain/code'
import { directionFor, type Direction, type Scan } from '../../domain/outbox'
import { texts } from '../../i18n/zh-CN'

/** An activity whose codes may come; `id` opens its page where six digits can be typed. */
type KnownActivity = Parameters<typeof directionFor>[1][number] & { id?: string }
const TOO_MANY = 429

type Person = NonNullable<Scan['forPerson']>

/** Let her scan, store the scan, and open the result page. */
export async function scanCode(known: KnownActivity[]): Promise<void> {
  const found = await readCode(known[0]?.id)
  if (found) keep(found.text, found.shortId, directionFor(found.shortId, known, outbox.all()))
}

/** Scan for a member of the family; each gets a scan of her own. */
export async function scanFor(person: Person, direction: (shortId: string) => Direction): Promise<void> {
  const found = await readCode()
  if (found) keep(found.text, found.shortId, direction(found.shortId), person)
}

async function readCode(activityId = ''): Promise<{ text: string; shortId: string } | undefined> {
  const scanned = await scan()
  if (scanned.kind === 'cancelled') return undefined
  const shortId = scanned.kind === 'text' ? shortIdIn(scanned.text) : null
  if (scanned.kind === 'text' && shortId) return { text: scanned.text, shortId }
  go('scanResult', { problem: scanned.kind === 'denied' ? 'camera' : 'code', activity: activityId })
  return undefined
}

/** Store the six digits of an activity instead of a scan. */
export function keepDigits(digits: string, shortId: string, direction: Direction): boolean {
  if (!isDigits(digits)) return false
  keep(digits, shortId, direction)
  return true
}

function keep(payload: string, shortId: string, direction: Direction, forPerson?: Person): void {
  const kept: Scan = {
    nonce: newKey(),
    direction,
    payload,
    shortId,
    deviceTime: deviceTime(),
    skewSeconds: skewSeconds() ?? null,
    state: 'waiting',
    isOffline: false,
    code: '',
    title: '',
    detail: '',
    attendance: null,
    ...(forPerson ? { forPerson } : {}),
  }
  outbox.put(kept)
  go('scanResult', { nonce: kept.nonce })
}

/** Send a stored scan if there is a network. @returns the scan as it stands now */
export async function deliver(kept: Scan): Promise<Scan> {
  if (kept.state !== 'waiting') return kept
  const changed = (await isConnected()) ? await attempt(kept) : { ...kept, isOffline: true }
  outbox.update(changed)
  vibrate()
  return changed
}

/** Digits guessed too often are not kept for later: a person helps now. */
function paused(kept: Scan): Scan {
  const { pausedTitle, pausedDetail } = texts.scan
  return { ...kept, state: 'refused', code: 'too_many_requests', title: pausedTitle, detail: pausedDetail }
}

async function attempt(kept: Scan): Promise<Scan> {
  try {
    return { ...kept, state: 'arrived', attendance: await sendScan(kept) }
  } catch (error) {
    if (error instanceof Unreachable) return { ...kept, isOffline: true }
    if (error instanceof RegistrationNeeded || error instanceof SignedOut)
      return {
        ...kept,
        state: 'refused',
        code: 'join',
        title: texts.scan.joinTitle,
        detail: texts.scan.joinDetail,
      }
    if (!(error instanceof ApiError)) throw error
    if (error.status === TOO_MANY && isDigits(kept.payload)) return paused(kept)
    if (error.isTemporary) return { ...kept, isOffline: true }
    return { ...kept, state: 'refused', code: error.code, title: error.title, detail: error.detail }
  }
}
