/** What is under 我的, in groups. */
import type { MeView } from '../../../api/types'
import type { PageName } from '../../../core/navigate'
import { month } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.me

export interface Group {
  name: string
  rows: Array<{ page: PageName; name: string }>
}

function group(name: string, pages: PageName[]): Group {
  return { name: t.groups[name] ?? '', rows: pages.map((page) => ({ page, name: t.rows[page] ?? '' })) }
}

/** @param isMinor somebody under eighteen also keeps who of the family agreed */
export const groupsFor = (isMinor: boolean): Group[] => [
  group('village', ['disclosures', 'ranking']),
  group('own', [
    'proxies',
    'ownCard',
    'profile',
    ...(isMinor ? (['guardian'] as const) : []),
    'phone',
    'consents',
    'corrections',
    'ownData',
  ]),
  group('app', ['subscriptions', 'calendar', 'size', 'devices', 'about', 'leaving']),
]

export interface PersonShown {
  name: string
  village: string
  code: string
  members: Array<{ id: string; name: string; mark: string }>
  isOrganizer: boolean
}

export function personOf(me: MeView): PersonShown {
  const members = (me.household?.members ?? []).map((member) => ({
    id: member.id,
    name: member.name,
    mark: [member.is_head ? t.head : '', member.id === me.id ? t.self : ''].filter(Boolean).join(' · '),
  }))
  return {
    name: me.name,
    village: fill(t.village, { village: me.village_name ?? '', since: month(me.joined_on) }),
    code: me.household ? fill(t.code, { code: me.household.code }) : '',
    members,
    isOrganizer: me.roles.length > 0,
  }
}
