/** Published lists of services, objections to them, and the village's service board. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type {
  DisclosureDetailView,
  ObjectionView,
  Page_DisclosureView_,
  Page_ObjectionItem_,
  RankingView,
} from './types'

export type Disclosure = Page_DisclosureView_['items'][number]
export type Objection = Page_ObjectionItem_['items'][number]
export type Of = RankingView['of']
export type Period = RankingView['period']

/** Anybody may read, also before joining. */
export function listDisclosures(villageCode: string, cursor?: string | null): Promise<Page_DisclosureView_> {
  const query = { cursor, limit: 20 }
  return send({ method: 'GET', path: `/villages/${villageCode}/disclosures`, query, isAnonymous: true })
}

export function showDisclosure(id: string, countyId: string): Promise<DisclosureDetailView> {
  return send({
    method: 'GET',
    path: `/disclosures/${id}`,
    query: { county_id: countyId },
    isAnonymous: true,
  })
}

export function raiseObjection(disclosureId: string, lineId: string, text: string): Promise<ObjectionView> {
  return once(`objection:${lineId}:${text}`, (key) =>
    send({
      method: 'POST',
      path: `/disclosures/${disclosureId}/lines/${lineId}/objections`,
      body: { text },
      key,
    }),
  )
}

/** Objections in one state; those of others, which an official sees too, are left out. */
export async function listOwnObjections(state: Objection['state']): Promise<Objection[]> {
  const query = { state, limit: 50 }
  const { items } = await send<Page_ObjectionItem_>({ method: 'GET', path: '/objections', query })
  return items.filter((objection) => objection.mine)
}

export function showRanking(of: Of, period: Period): Promise<RankingView> {
  return send({ method: 'GET', path: '/me/ranking', query: { of, period } })
}
