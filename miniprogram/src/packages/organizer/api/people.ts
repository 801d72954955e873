/** The people an organizer looks after, and their teams. */
import { once } from '../../../core/keys'
import { send } from '../../../core/request'
import type { MemberPage, OwnTeams, RequestPage, TeamPage, TeamView, VolunteerPage } from '../../../api/types'

export type Volunteer = VolunteerPage['items'][number]
export type Team = TeamPage['items'][number]
export type Member = MemberPage['items'][number]
export type TeamRequest = RequestPage['items'][number]
export type { OwnTeams, TeamView }

export interface PeopleQuery {
  q?: string
  place_code?: string
  state?: 'registered' | 'active' | 'suspended'
  cursor?: string | null
  limit?: number
}

export function listVolunteers(query: PeopleQuery): Promise<VolunteerPage> {
  return send({ method: 'GET', path: '/volunteers', query: { ...query } })
}

export interface WalkIn {
  name: string
  village_code: string
  household_code?: string
  phone?: string
  somebody_else?: boolean
}

/** Register somebody who stands here. @returns her id */
export async function registerInPerson(body: WalkIn): Promise<string> {
  const purpose = `walk-in:${body.village_code}:${body.name}:${body.household_code ?? ''}:${body.somebody_else ?? ''}`
  const { id } = await once(purpose, (key) =>
    send<{ id: string }>({ method: 'POST', path: '/volunteers', body, key }),
  )
  return id
}

export function confirmRegistration(id: string): Promise<unknown> {
  return once(`confirm-registration:${id}`, (key) =>
    send({ method: 'POST', path: `/volunteers/${id}/confirmation`, key }),
  )
}

export function refuseRegistration(id: string, reason: string): Promise<unknown> {
  return once(`refuse-registration:${id}`, (key) =>
    send({ method: 'POST', path: `/volunteers/${id}/refusal`, body: { reason }, key }),
  )
}

export async function listTeams(placeCode: string): Promise<Team[]> {
  const query = { place_code: placeCode, limit: 50 }
  return (await send<TeamPage>({ method: 'GET', path: '/teams', query })).items
}

export function showTeam(id: string): Promise<TeamView> {
  return send({ method: 'GET', path: `/teams/${id}` })
}

export function listMembers(id: string, cursor: string | null = null): Promise<MemberPage> {
  return send({ method: 'GET', path: `/teams/${id}/members`, query: { limit: 50, cursor } })
}

/** The wishes about a team that nobody has decided on. */
export async function listTeamRequests(id: string): Promise<TeamRequest[]> {
  return (await send<RequestPage>({ method: 'GET', path: `/teams/${id}/requests`, query: { limit: 50 } }))
    .items
}

export function decideTeamRequest(id: string, approve: boolean, reason: string | null): Promise<unknown> {
  return once(`team-request:${id}:${approve}`, (key) =>
    send({ method: 'POST', path: `/team-requests/${id}/decision`, body: { approve, reason }, key }),
  )
}
