/** Activities and one's place in them. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type { ActivityList, ActivityView, SignUpCancelledView, SignUpView } from './types'

export type ActivityItem = ActivityList['items'][number]
export type Shift = ActivityView['shifts'][number]

export function listActivities(query: {
  village_code?: string
  cursor?: string | null
  limit?: number
}): Promise<ActivityList> {
  return send({ method: 'GET', path: '/activities', query })
}

export function showActivity(id: string): Promise<ActivityView> {
  return send({ method: 'GET', path: `/activities/${id}` })
}

/** Sign up for a shift, or for its waiting list when it is full. */
export function signUp(activityId: string, shiftId: string): Promise<SignUpView> {
  return once(`sign-up:${shiftId}`, (key) =>
    send({ method: 'POST', path: `/activities/${activityId}/sign-ups`, body: { shift_id: shiftId }, key }),
  )
}

export function cancelSignUp(signUpId: string): Promise<SignUpCancelledView> {
  return once(`cancel-sign-up:${signUpId}`, (key) =>
    send({ method: 'POST', path: `/sign-ups/${signUpId}/cancellation`, key }),
  )
}
