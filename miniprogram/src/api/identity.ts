/** The person herself. */
import { send } from '../core/request'
import { keepToken } from '../core/session'
import type { DivisionList, MeView, NoticeList, RegisterBody, RegistrationView } from './types'

export function showMe(): Promise<MeView> {
  return send({ method: 'GET', path: '/me' })
}

/** Register with the ticket of a login; from then on she is signed in. Sending it twice is harmless. */
export async function register(body: RegisterBody): Promise<RegistrationView> {
  const answer = await send<RegistrationView>({
    method: 'POST',
    path: '/registrations',
    body,
    isAnonymous: true,
  })
  keepToken(answer.token)
  return answer
}

/** The privacy notice that must have been shown and accepted before anything is kept. */
export async function showPrivacyNotice(): Promise<NoticeList['items'][number] | null> {
  const { items } = await send<NoticeList>({
    method: 'GET',
    path: '/privacy-notices/current',
    isAnonymous: true,
  })
  return items.find((notice) => notice.purpose === 'base') ?? null
}

/** The divisions directly below a code; "45" is the region. */
export async function listDivisions(parentCode: string): Promise<DivisionList['items']> {
  const query = { parent_code: parentCode }
  const { items } = await send<DivisionList>({ method: 'GET', path: '/divisions', query, isAnonymous: true })
  return items
}
