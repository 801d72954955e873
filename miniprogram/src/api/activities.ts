/** Activities and one's place in them. */
import { once, settle } from '../core/keys'
import { send } from '../core/request'
import type { ActivityQuery } from '../domain/filter'
import type { ActivityList, ActivityView, SignUpCancelledView, SignUpView } from './types'

export type ActivityItem = ActivityList['items'][number]
export type Shift = ActivityView['shifts'][number]

export function listActivities(
  query: ActivityQuery & { cursor?: string | null; limit?: number },
): Promise<ActivityList> {
  return send({ method: 'GET', path: '/activities', query: { ...query } })
}

export function showActivity(id: string): Promise<ActivityView> {
  return send({ method: 'GET', path: `/activities/${id}` })
}

/** Sign up for a shift, or for its waiting list when it is full. */
export function signUp(activityId: string, shiftId: string, postId?: string): Promise<SignUpView> {
  const body = { shift_id: shiftId, post_id: postId }
  return once(`sign-up:${shiftId}:${postId ?? ''}`, (key) =>
    send({ method: 'POST', path: `/activities/${activityId}/sign-ups`, body, key }),
  )
}

export async function cancelSignUp(signUpId: string): Promise<SignUpCancelledView> {
  const cancelled = await once(`cancel-sign-up:${signUpId}`, (key) =>
    send<SignUpCancelledView>({ method: 'POST', path: `/sign-ups/${signUpId}/cancellation`, key }),
  )
  settle('sign-up:')
  return cancelled
}
