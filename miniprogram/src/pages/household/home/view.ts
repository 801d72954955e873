/** What the page of my household says. */
import type { JoinRequest } from '../../../api/household'
import type { MeView } from '../../../api/types'
import { shown } from '../../../domain/points'
import { day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.household

export interface Member {
  id: string
  name: string
  mark: string
  /** May become the head. */
  isEligible: boolean
}

export interface HouseholdShown {
  id: string
  code: string
  isHead: boolean
  isAlone: boolean
  members: Member[]
  headOnly: string
  rules: string[]
}

export function householdOf(me: MeView): HouseholdShown | null {
  const { household } = me
  if (!household) return null
  const limit = household.order_limit_points
  return {
    id: household.id,
    code: household.code,
    isHead: me.is_head,
    isAlone: household.members.length === 1,
    members: household.members.map((member) => ({
      id: member.id,
      name: member.name,
      mark: [member.is_head ? t.head : '', member.id === me.id ? t.self : '', t.states[member.state] ?? '']
        .filter(Boolean)
        .join(' · '),
      isEligible: member.state === 'active' && !member.is_head,
    })),
    headOnly: fill(t.headOnly, { name: household.members.find((member) => member.is_head)?.name ?? '' }),
    rules: [
      t.redeemBy[household.redeem_by],
      limit === null ? t.noLimit : fill(t.limitShown, { points: shown(limit) }),
    ],
  }
}

export function requestOf(request: JoinRequest): { id: string; name: string; asked: string } {
  return { id: request.id, name: request.name, asked: fill(t.askedOn, { day: day(request.requested_at) }) }
}

/** "50" → "50", "" → no limit, anything else is not understood. */
export function limitOf(text: string): string | null | undefined {
  const trimmed = text.trim()
  if (!trimmed) return null
  return /^\d{1,6}(\.\d{1,2})?$/.test(trimmed) && Number(trimmed) > 0 ? trimmed : undefined
}
