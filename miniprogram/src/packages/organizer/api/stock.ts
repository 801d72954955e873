/** Goods: what is on the shelf, what it costs, who gave it, and what is really there. */
import { once } from '../../../core/keys'
import { send, upload } from '../../../core/request'
import type {
  CountList,
  CountView,
  LotPhotoList,
  LotReceived,
  Page_DonorView_,
  Page_ItemView_,
  Page_LotView_,
  PricesView,
} from '../../../api/types'

export type Item = Page_ItemView_['items'][number]
export type Donor = Page_DonorView_['items'][number]
export type Lot = Page_LotView_['items'][number]
export type Count = CountList['items'][number]
export type { PricesView }

const MOST = 50

export function listItems(pickupPointId: string, cursor?: string | null): Promise<Page_ItemView_> {
  const query = { pickup_point_id: pickupPointId, cursor, limit: MOST }
  return send({ method: 'GET', path: '/reward-items', query })
}

/** Put an item on the shelf or take it off; what is reserved stays reserved. */
export function offerItem(id: string, isOffered: boolean): Promise<unknown> {
  return once(`offer:${id}:${isOffered}`, (key) =>
    send({ method: 'POST', path: `/reward-items/${id}/offer`, body: { offered: isOffered }, key }),
  )
}

export interface NewItem {
  pickup_point_id: string
  name: string
  unit_name: string
  points: string
  limit_quantity?: number
  limit_period?: 'day' | 'month' | 'season' | 'year'
}

export function addItem(body: NewItem): Promise<{ id: string }> {
  return once(`add-item:${JSON.stringify(body)}`, (key) =>
    send({ method: 'POST', path: '/reward-items', body, key }),
  )
}

export function listPrices(itemId: string): Promise<PricesView> {
  return send({ method: 'GET', path: `/reward-items/${itemId}/prices` })
}

export function proposePrice(itemId: string, points: string, effectiveAt: string): Promise<unknown> {
  const body = { points, effective_at: effectiveAt }
  return once(`price:${itemId}:${points}:${effectiveAt}`, (key) =>
    send({ method: 'POST', path: `/reward-items/${itemId}/price-proposals`, body, key }),
  )
}

export function decidePrice(proposalId: string, isAccepted: boolean): Promise<unknown> {
  return once(`decide-price:${proposalId}:${isAccepted}`, (key) =>
    send({
      method: 'POST',
      path: `/price-proposals/${proposalId}/decision`,
      body: { accepted: isAccepted },
      key,
    }),
  )
}

/** Donors, the newest first. */
export function listDonors(cursor?: string | null): Promise<Page_DonorView_> {
  return send({ method: 'GET', path: '/donors', query: { cursor, limit: MOST } })
}

export interface NewDonor {
  name: string
  kind: Donor['kind']
  /** Whether she agreed to be named. */
  public: boolean
}

export function addDonor(body: NewDonor): Promise<{ id: string }> {
  return once(`add-donor:${JSON.stringify(body)}`, (key) =>
    send({ method: 'POST', path: '/donors', body, key }),
  )
}

export interface Delivery {
  item_id: string
  donor_id: string
  receipt_no: string
  quantity: number
  unit_value_fen: number
  value_basis: string
  best_before?: string
  produced_on?: string
  funding_source: Lot['funding_source']
}

export function receiveLot(body: Delivery): Promise<LotReceived> {
  return once(`receive:${body.receipt_no}:${JSON.stringify(body)}`, (key) =>
    send({ method: 'POST', path: '/lots', body, key }),
  )
}

export function listLots(pickupPointId: string, cursor?: string | null): Promise<Page_LotView_> {
  const query = { pickup_point_id: pickupPointId, cursor, limit: MOST }
  return send({ method: 'GET', path: '/lots', query })
}

export function countLot(lotId: string, counted: number, reason: string): Promise<CountView> {
  return once(`count:${lotId}:${counted}:${reason}`, (key) =>
    send({ method: 'POST', path: `/lots/${lotId}/stocktakes`, body: { counted, reason }, key }),
  )
}

export async function listCounts(lotId: string): Promise<Count[]> {
  return (await send<CountList>({ method: 'GET', path: `/lots/${lotId}/stocktakes` })).items
}

export function decideCount(id: string, isAccepted: boolean): Promise<unknown> {
  return once(`decide-count:${id}:${isAccepted}`, (key) =>
    send({ method: 'POST', path: `/stocktakes/${id}/decision`, body: { accepted: isAccepted }, key }),
  )
}

/** A photograph of a delivery and its receipt. */
export function uploadLotPhoto(lotId: string, filePath: string): Promise<unknown> {
  return once(`lot-photo:${lotId}:${filePath}`, (key) =>
    upload({ path: `/lots/${lotId}/photos`, name: 'image', filePath, key }),
  )
}

export async function listLotPhotos(lotId: string): Promise<LotPhotoList['items']> {
  return (await send<LotPhotoList>({ method: 'GET', path: `/lots/${lotId}/photos` })).items
}
