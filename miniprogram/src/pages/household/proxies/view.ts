/** What the page about acting for somebody says. */
import type { Act, Proxy, Scope } from '../../../api/household'
import type { MeView } from '../../../api/types'
import { clock, day, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.proxies
const DAY_MS = 86400000

export interface ProxyShown {
  id: string
  name: string
  what: string
  until: string
  mayRedeem: boolean
}

/** Those who may act for me, and those I may act for. */
export function sidesOf(proxies: Proxy[], myId: string): { mine: ProxyShown[]; theirs: ProxyShown[] } {
  const isMine = (proxy: Proxy): boolean => proxy.volunteer_id === myId
  return {
    mine: proxies.filter(isMine).map((proxy) => shownAs(proxy, proxy.proxy_name, t.scopes)),
    theirs: proxies
      .filter((proxy) => !isMine(proxy))
      .map((proxy) => shownAs(proxy, proxy.volunteer_name, t.theirScopes)),
  }
}

function shownAs(proxy: Proxy, name: string, words: Record<string, string>): ProxyShown {
  const until = fill(t.until, { day: shortDay(proxy.ends_on) })
  return {
    id: proxy.id,
    name,
    what: words[proxy.scope] ?? '',
    until: proxy.on_paper ? `${until} · ${t.onPaper}` : until,
    mayRedeem: proxy.scope === 'redeem',
  }
}

export const SCOPES = Object.entries(t.scopes).map(([scope, name]) => ({ scope: scope as Scope, name }))

/** Who of my household can be asked. */
export function helpersIn(me: MeView): Array<{ id: string; name: string }> {
  return (me.household?.members ?? [])
    .filter((member) => member.id !== me.id && member.state === 'active')
    .map(({ id, name }) => ({ id, name }))
}

/** The business date so many days after another. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

export function actOf(act: Act): { id: string; what: string; who: string } {
  const who = fill(t.act, { day: day(act.at), time: clock(act.at), name: act.actor_name })
  return { id: act.id, what: act.what, who }
}
