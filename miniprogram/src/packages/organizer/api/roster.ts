/** Who is there: the list an organizer keeps at an activity. */
import { once } from '../../../core/keys'
import { send } from '../../../core/request'
import type { AttendancePage, AttendanceView, CodeKeyView, SignUpList } from '../../../api/types'

export type Attendee = AttendancePage['items'][number]
export type SignedUp = SignUpList['items'][number]
export type { AttendancePage }

const MOST = 50

const post = <T>(purpose: string, path: string, body: object): Promise<T> =>
  once(purpose, (key) => send({ method: 'POST', path, body, key }))

/** The key with which this phone makes the codes of an activity by itself. */
export function fetchCodeKey(activityId: string): Promise<CodeKeyView> {
  return send({ method: 'POST', path: `/activities/${activityId}/code-key` })
}

export function listAttendance(activityId: string, cursor: string | null = null): Promise<AttendancePage> {
  return send({
    method: 'GET',
    path: `/activities/${activityId}/attendances`,
    query: { limit: MOST, cursor },
  })
}

/** Everybody on the list, page after page. */
export async function wholeAttendance(activityId: string): Promise<AttendancePage> {
  const first = await listAttendance(activityId)
  const items = [...first.items]
  for (let cursor = first.next_cursor; cursor;) {
    const page = await listAttendance(activityId, cursor)
    items.push(...page.items)
    cursor = page.next_cursor
  }
  return { ...first, items }
}

export async function listSignUps(activityId: string): Promise<SignedUp[]> {
  const path = `/activities/${activityId}/sign-ups`
  return (await send<SignUpList>({ method: 'GET', path })).items
}

export interface ByName {
  volunteer_id: string
  in_at: string
  out_at?: string
  reason: string
  children_count?: number
}

export function recordByName(activityId: string, body: ByName): Promise<AttendanceView> {
  return post(`by-name:${activityId}:${body.volunteer_id}`, `/activities/${activityId}/attendances`, body)
}

export function recordDeparture(
  attendanceId: string,
  outAt: string,
  reason: string,
): Promise<AttendanceView> {
  const body = { out_at: outAt, reason }
  return post(`departure:${attendanceId}:${outAt}`, `/attendances/${attendanceId}/departure`, body)
}

export function undoAttendance(attendanceId: string, reason: string): Promise<unknown> {
  return post(`undo:${attendanceId}`, `/attendances/${attendanceId}/undo`, { reason })
}

export function confirmClaims(activityId: string, attendanceIds: string[]): Promise<{ confirmed: number }> {
  const body = { attendance_ids: attendanceIds }
  return post(`confirm:${attendanceIds.join()}`, `/activities/${activityId}/confirmations`, body)
}

export function decideSignUp(signUpId: string, approve: boolean, reason: string | null): Promise<unknown> {
  return post(`decide:${signUpId}:${approve}`, `/sign-ups/${signUpId}/decision`, { approve, reason })
}

export function assignPost(signUpId: string, postId: string | null): Promise<unknown> {
  return post(`post:${signUpId}:${postId ?? ''}`, `/sign-ups/${signUpId}/post`, { post_id: postId })
}
