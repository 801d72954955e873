/** Handing one's place to a named person, who agrees herself (替班). */
import { once } from '../core/keys'
import { send } from '../core/request'
import type { OfferList } from './types'

export type Offer = OfferList['items'][number]

/** Open offers made to me, and those of my own places. */
export function listOffers(): Promise<OfferList> {
  return send({ method: 'GET', path: '/me/substitutions' })
}

export function offerPlace(signUpId: string, volunteerId: string): Promise<unknown> {
  return once(`offer:${signUpId}:${volunteerId}`, (key) =>
    send({
      method: 'POST',
      path: `/sign-ups/${signUpId}/substitution`,
      body: { volunteer_id: volunteerId },
      key,
    }),
  )
}

export function answerOffer(id: string, accept: boolean): Promise<unknown> {
  return once(`answer-offer:${id}`, (key) =>
    send({ method: 'POST', path: `/substitutions/${id}/answer`, body: { accept }, key }),
  )
}

export function withdrawOffer(id: string): Promise<unknown> {
  return once(`withdraw-offer:${id}`, (key) =>
    send({ method: 'POST', path: `/substitutions/${id}/withdrawal`, key }),
  )
}
