/** Addresses of the pages about household, boards, messages and oneself, with something on each of them. */
const ELDER = 'qinjian-volunteer-3'
const DAY_MS = 86400000

/** @param member the alias of whoever looks at them */
export async function ownPages(stack, member) {
  const me = await (await stack.person(member)).get('/me')
  const { items: lists } = await (await stack.person(member)).get(`/villages/${me.village_code}/disclosures`)
  const list = lists.find(({ state }) => state === 'open') ?? lists[0]
  return {
    household: 'pages/household/home/index',
    proxies: 'pages/household/proxies/index',
    elder: `pages/household/elder/index?id=${await proxyFor(stack, me.id)}`,
    'own-card': 'pages/household/card/index',
    disclosures: 'pages/disclosure/board/index',
    ...(list ? { disclosure: `pages/disclosure/list/index?id=${list.id}&county=${list.county_id}` } : {}),
    objections: 'pages/disclosure/objections/index',
    ranking: 'pages/ranking/index',
    inbox: 'pages/messages/inbox/index',
    profile: 'pages/me/profile/index',
    guardian: 'pages/me/guardian/index',
    consents: 'pages/me/consents/index',
    phone: 'pages/me/phone/index',
    subscriptions: 'pages/me/subscriptions/index',
    size: 'pages/me/size/index',
    devices: 'pages/me/devices/index',
    'own-data': 'pages/me/export/index',
    leaving: 'pages/me/leaving/index',
    about: 'pages/me/about/index',
  }
}

/** The proxy by which an elder lets the member redeem; made when there is none. */
async function proxyFor(stack, memberId) {
  const elder = await stack.person(ELDER)
  const { items } = await elder.get('/me/proxies')
  const standing = items.find(({ proxy_id: helper, scope }) => helper === memberId && scope === 'redeem')
  if (standing) return standing.id
  const endsOn = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10)
  const made = await elder.post('/me/proxies', { proxy_id: memberId, scope: 'redeem', ends_on: endsOn })
  return made.id
}
