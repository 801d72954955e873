/** What is coming, what I signed up for and what is over, day by day. */
import { listActivities, type ActivityItem } from '../../../api/activities'
import { showHome } from '../../../api/home'
import { listOffers } from '../../../api/substitutions'
import type { HomeView } from '../../../api/types'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { isFiltered, NO_FILTER, queryFor, type Filter, type Tab } from '../../../domain/filter'
import { texts } from '../../../i18n/zh-CN'
import { byDay, emptyWords, filterLine, GROUPS, type Day } from './view'

const PAGE = 20
const TABS: Array<{ tab: Tab; name: string }> = (['open', 'mine', 'over'] as const).map((tab) => ({
  tab,
  name: texts.activities.tabs[tab],
}))

Page({
  data: {
    look: currentLook(),
    t: texts.activities,
    tabs: TABS,
    groups: GROUPS,
    tab: 'open' as Tab,
    filter: NO_FILTER,
    filterLine: filterLine(NO_FILTER),
    isFiltered: false,
    isChoosing: false,
    hasOffers: false,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end' | 'join',
    days: [] as Day[],
    count: 0,
    empty: emptyWords('open', NO_FILTER),
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
    joinText: texts.home.join,
    joinTitle: texts.home.joinTitle,
    joinDetail: texts.home.joinDetail,
  },
  items: [] as ActivityItem[],
  /** Which answer is awaited: a later choice makes an earlier answer worthless. */
  asked: 0,
  isLoading: false,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
    void this.lookForOffers()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor && !this.isLoading) void this.fetchPage(this.data.cursor)
  },

  async load() {
    if (!this.items.length) this.setData({ state: 'loading' })
    await this.fetchPage(null)
  },

  async fetchPage(cursor: string | null) {
    const asked = ++this.asked
    const { tab, filter } = this.data
    this.isLoading = true
    try {
      const query = queryFor(tab, filter, await ownVillage(), now())
      const page = await listActivities({ ...query, cursor, limit: PAGE })
      if (asked !== this.asked) return
      this.items = cursor ? [...this.items, ...page.items] : page.items
      if (!cursor && !isFiltered(filter)) remember(`activities:${tab}`, page.items)
      this.show(page.next_cursor)
    } catch (error) {
      if (asked === this.asked) this.explain(error)
    } finally {
      this.isLoading = false
    }
  },

  show(cursor: string | null) {
    const state = cursor ? 'partial' : this.items.length ? 'end' : 'empty'
    const village = lastSeen<HomeView>('home')?.village_code ?? ''
    this.setData({ days: byDay(this.items, village, now()), count: this.items.length, cursor, state })
  },

  explain(error: unknown) {
    const trouble = troubleOf(error)
    const isOut = trouble.kind === 'register' || trouble.kind === 'signed-out'
    if (isOut) return this.setData({ state: 'join' })
    this.items = this.items.length
      ? this.items
      : (lastSeen<ActivityItem[]>(`activities:${this.data.tab}`) ?? [])
    this.show(null)
    this.setData({
      state: 'error',
      errorTitle: trouble.title || (this.items.length ? texts.states.lastSeen : ''),
      errorDetail: trouble.detail,
    })
  },

  /** A wish of somebody else must not be overlooked; without an answer nothing is said. */
  async lookForOffers() {
    try {
      const { items } = await listOffers()
      this.setData({ hasOffers: items.some((offer) => offer.to_me) })
    } catch {
      // the list below says what is wrong with the network
    }
  },

  switchTab(event: WechatMiniprogram.TouchEvent) {
    this.change(event.currentTarget.dataset.tab as Tab, this.data.filter)
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { key, value } = event.currentTarget.dataset as { key: keyof Filter; value: string }
    this.change(this.data.tab, { ...this.data.filter, [key]: value })
  },

  clear() {
    this.change(this.data.tab, NO_FILTER)
  },

  change(tab: Tab, filter: Filter) {
    this.items = []
    this.setData({
      tab,
      filter,
      filterLine: filterLine(filter),
      isFiltered: isFiltered(filter),
      empty: emptyWords(tab, filter),
      days: [],
      cursor: null,
    })
    void this.load()
  },

  toggleChoosing() {
    this.setData({ isChoosing: !this.data.isChoosing })
  },

  join() {
    go('home')
  },

  openOffers() {
    go('offers')
  },

  openCalendar() {
    go('calendar')
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('activity', { id: String(event.currentTarget.dataset.id) })
  },
})

/** The list is of one's own village first; the first screen knows which that is. */
async function ownVillage(): Promise<string> {
  return (lastSeen<HomeView>('home') ?? remember('home', await showHome())).village_code
}
