/** What the service told me, and reminders through WeChat. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type { InboxPage, SubscriptionsView, UnreadView } from './types'

export type Message = InboxPage['items'][number]
export type Subscription = SubscriptionsView['items'][number]

export function listMessages(cursor?: string | null, limit = 20): Promise<InboxPage> {
  return send({ method: 'GET', path: '/me/inbox', query: { cursor, limit } })
}

/** What was read stays read, however often it is said. */
export function markRead(body: { message_ids: string[] } | { up_to: string }): Promise<UnreadView> {
  return send({ method: 'POST', path: '/me/inbox/read', body })
}

export async function listSubscriptions(): Promise<Subscription[]> {
  return (await send<SubscriptionsView>({ method: 'GET', path: '/me/subscriptions' })).items
}

/** Tell the service what she answered to WeChat's question. */
export async function reportAnswers(answers: Record<string, string>): Promise<Subscription[]> {
  const answered = await once(`subscriptions:${JSON.stringify(answers)}`, (key) =>
    send<SubscriptionsView>({ method: 'POST', path: '/me/subscriptions', body: { answers }, key }),
  )
  return answered.items
}
