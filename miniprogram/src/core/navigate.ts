/** Moving between pages by name. */

export const PAGES = {
  home: '/pages/home/index',
  activities: '/pages/activities/list/index',
  activity: '/pages/activities/detail/index',
  mall: '/pages/mall/shelf/index',
  order: '/pages/mall/order/index',
  orders: '/pages/mall/orders/index',
  me: '/pages/me/home/index',
  register: '/pages/me/register/index',
  points: '/pages/points/index',
  scanResult: '/pages/scan/result/index',
  outbox: '/pages/scan/outbox/index',
  organizerToday: '/packages/organizer/today/index',
  approval: '/packages/organizer/approval/index',
  counter: '/packages/organizer/counter/index',
  organizerTeams: '/packages/organizer/teams/index',
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
