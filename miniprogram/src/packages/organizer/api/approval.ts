/** Deciding on hours. */
import { once } from '../../../core/keys'
import { send } from '../../../core/request'
import type {
  Page_RecordView_ as RecordPage,
  RecordDetailView,
  VerificationView,
  app__hours__schemas__RecordView as ServiceRecord,
} from '../../../api/types'

export type { RecordDetailView, RecordPage, ServiceRecord }
export type Verdict = VerificationView['items'][number]

/** So many can be passed at once. */
export const MOST_AT_ONCE = 100
const PAGE = 50

export function listClaims(cursor: string | null = null): Promise<RecordPage> {
  return send({ method: 'GET', path: '/service-records', query: { limit: PAGE, cursor } })
}

export function showRecord(id: string): Promise<RecordDetailView> {
  return send({ method: 'GET', path: `/service-records/${id}` })
}

/** Pass records. Asking again says what they are by now, so it needs no key. */
export async function verify(ids: string[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
    const body = { record_ids: ids.slice(from, from + MOST_AT_ONCE) }
    const answer = await send<VerificationView>({
      method: 'POST',
      path: '/service-records/verification',
      body,
    })
    verdicts.push(...answer.items)
  }
  return verdicts
}

export function reject(id: string, reason: string): Promise<unknown> {
  return once(`reject:${id}`, (key) =>
    send({ method: 'POST', path: `/service-records/${id}/rejection`, body: { reason }, key }),
  )
}

/** Say when she really was there; only shorter is possible here. */
export function shorten(id: string, startedAt: string, endedAt: string, reason: string): Promise<unknown> {
  const body = { started_at: startedAt, ended_at: endedAt, reason }
  return once(`shorten:${id}:${startedAt}:${endedAt}`, (key) =>
    send({ method: 'POST', path: `/service-records/${id}/shortening`, body, key }),
  )
}
