/** People of my household and of my teams: those who may stand in for me. */
import { send } from '../core/request'
import type { MemberPage, MeView, OwnTeams } from './types'

export interface Candidate {
  id: string
  name: string
  isFamily: boolean
}

const MOST_SHOWN = 50

export async function listHouseholdAndTeam(): Promise<Candidate[]> {
  const [me, teams] = await Promise.all([
    send<MeView>({ method: 'GET', path: '/me' }),
    send<OwnTeams>({ method: 'GET', path: '/me/teams' }),
  ])
  const family = (me.household?.members ?? [])
    .filter(({ id, state }) => id !== me.id && state === 'active')
    .map(({ id, name }) => ({ id, name, isFamily: true }))
  const pages = await Promise.all(
    teams.memberships
      .filter(({ left_on: left }) => left === null)
      .map(({ team_id: id }) =>
        send<MemberPage>({ method: 'GET', path: `/teams/${id}/members`, query: { limit: MOST_SHOWN } }),
      ),
  )
  const mates = pages
    .flatMap(({ items }) => items)
    .map(({ volunteer_id: id, name }) => ({ id, name, isFamily: false }))
  const known = new Set([me.id, ...family.map(({ id }) => id)])
  return [...family, ...mates.filter(({ id }) => !known.has(id) && known.add(id))]
}
