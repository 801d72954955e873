/** Moving between pages by name. */

export const PAGES = {
  home: '/pages/home/index',
  activities: '/pages/activities/list/index',
  activity: '/pages/activities/detail/index',
  offers: '/pages/activities/offers/index',
  calendar: '/pages/activities/calendar/index',
  mall: '/pages/mall/shelf/index',
  order: '/pages/mall/order/index',
  orders: '/pages/mall/orders/index',
  days: '/pages/mall/days/index',
  board: '/pages/mall/board/index',
  gifts: '/pages/mall/gifts/index',
  collect: '/pages/mall/collect/index',
  me: '/pages/me/home/index',
  register: '/pages/me/register/index',
  household: '/pages/household/home/index',
  proxies: '/pages/household/proxies/index',
  elder: '/pages/household/elder/index',
  ownCard: '/pages/household/card/index',
  disclosures: '/pages/disclosure/board/index',
  disclosure: '/pages/disclosure/list/index',
  objections: '/pages/disclosure/objections/index',
  ranking: '/pages/ranking/index',
  inbox: '/pages/messages/inbox/index',
  profile: '/pages/me/profile/index',
  guardian: '/pages/me/guardian/index',
  consents: '/pages/me/consents/index',
  phone: '/pages/me/phone/index',
  subscriptions: '/pages/me/subscriptions/index',
  size: '/pages/me/size/index',
  devices: '/pages/me/devices/index',
  ownData: '/pages/me/export/index',
  leaving: '/pages/me/leaving/index',
  about: '/pages/me/about/index',
  points: '/pages/points/index',
  proposals: '/pages/points/proposals/index',
  records: '/pages/records/list/index',
  service: '/pages/records/detail/index',
  corrections: '/pages/records/corrections/index',
  scanResult: '/pages/scan/result/index',
  ownCode: '/pages/scan/own-code/index',
  family: '/pages/scan/family/index',
  outbox: '/pages/scan/outbox/index',
  organizerToday: '/packages/organizer/today/index',
  approval: '/packages/organizer/approval/index',
  counter: '/packages/organizer/counter/index',
  serve: '/packages/organizer/counter/serve/index',
  paperOrders: '/packages/organizer/counter/paper/index',
  sheet: '/packages/organizer/counter/sheet/index',
  planDays: '/packages/organizer/counter/days/index',
  stockShelf: '/packages/organizer/stock/shelf/index',
  stockItem: '/packages/organizer/stock/item/index',
  receive: '/packages/organizer/stock/receive/index',
  lots: '/packages/organizer/stock/lots/index',
  lot: '/packages/organizer/stock/lot/index',
  organizerTeams: '/packages/organizer/teams/index',
  organize: '/packages/organizer/organize/index',
  publish: '/packages/organizer/publish/index',
  code: '/packages/organizer/code/index',
  roster: '/packages/organizer/roster/index',
  adding: '/packages/organizer/adding/index',
  scanning: '/packages/organizer/scanning/index',
  aftermath: '/packages/organizer/aftermath/index',
  record: '/packages/organizer/record/index',
  signUps: '/packages/organizer/signups/index',
  newcomers: '/packages/organizer/newcomers/index',
  volunteers: '/packages/organizer/volunteers/index',
  team: '/packages/organizer/team/index',
} as const

export type PageName = keyof typeof PAGES
const TABS: PageName[] = ['home', 'activities', 'mall', 'me']

function address(page: PageName, query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return PAGES[page] + (pairs.length ? `?${pairs.join('&')}` : '')
}

/** Open a page on top of this one; tabs are switched to. */
export function go(page: PageName, query: Record<string, string> = {}): void {
  if (TABS.includes(page)) void wx.switchTab({ url: PAGES[page] })
  else void wx.navigateTo({ url: address(page, query) })
}

/** Open a page in the place of this one. */
export function goInstead(page: PageName, query: Record<string, string> = {}): void {
  if (TABS.includes(page)) void wx.switchTab({ url: PAGES[page] })
  else void wx.redirectTo({ url: address(page, query) })
}

/** Back, or home when this page was opened directly. */
export function goBack(): void {
  if (getCurrentPages().length > 1) void wx.navigateBack({ delta: 1 })
  else void wx.switchTab({ url: PAGES.home })
}

/** Words that came with an address: WeChat hands them over as they travelled. */
export function wordsIn(value = ''): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // somebody typed a percent sign
  }
}
