/** The first screen: today, my household's points, the next redemption day. Works from the last answer when offline. */
import { showHome } from '../../api/home'
import type { HomeView } from '../../api/types'
import { now } from '../../core/clock'
import { chooseSize, currentLook } from '../../core/look'
import { go, type PageName } from '../../core/navigate'
import { all as scans } from '../../core/outbox'
import { troubleOf } from '../../core/outcome'
import { comeBack } from '../../core/session'
import { lastSeen, remember, showLastSeen } from '../../core/snapshots'
import { texts } from '../../i18n/zh-CN'
import { prepareOwnKey } from '../../parts/own-key'
import { scanCode } from '../scan/scanning'
import {
  accountOf,
  dayOf,
  greetingOf,
  hoursOf,
  matOf,
  noticeOf,
  todayOf,
  unreadOf,
  type Account,
  type Mat,
  type Today,
} from './view'

const TILES: Array<{ page: PageName; icon: string; name: string }> = [
  { page: 'activities', icon: 'cal', name: texts.home.tiles.activities },
  { page: 'mall', icon: 'basket', name: texts.home.tiles.mall },
  { page: 'records', icon: 'file', name: texts.home.tiles.records },
  { page: 'ownCode', icon: 'qr', name: texts.home.tiles.code },
]

Page({
  data: {
    look: currentLook(),
    t: texts.home,
    tiles: TILES,
    state: 'loading' as 'loading' | 'shown' | 'register' | 'signed-out' | 'error',
    greeting: { hello: '', where: '' },
    today: null as Today | null,
    account: null as Account | null,
    day: null as ReturnType<typeof dayOf> | null,
    mat: null as Mat | null,
    hours: '',
    notice: '',
    unread: '',
    isOrganizer: false,
    spoken: [] as string[],
    isSpoken: false,
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    const seen = showLastSeen<HomeView>('home', (last) => this.show(last))
    try {
      this.show(remember('home', await showHome()))
      void prepareOwnKey()
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble.kind === 'register' || trouble.kind === 'signed-out') this.setData({ state: trouble.kind })
      else if (!seen) this.setData({ state: 'error', errorTitle: trouble.title, errorDetail: trouble.detail })
    }
  },

  show(home: HomeView) {
    this.setData({
      state: 'shown',
      greeting: greetingOf(home, now()),
      today: todayOf(home.activities, scans(), now()),
      account: home.points ? accountOf(home.points, home.points.disclosed_until) : null,
      day: dayOf(home, now()),
      mat: matOf(home, now()),
      hours: hoursOf(home),
      notice: noticeOf(home),
      unread: unreadOf(home),
      isOrganizer: home.roles.length > 0,
      spoken: home.spoken,
    })
  },

  scan() {
    const { activities = [] } = lastSeen<HomeView>('home') ?? {}
    const isToday = ({ id }: { id: string }): boolean => id === this.data.today?.id
    void scanCode([...activities.filter(isToday), ...activities.filter((each) => !isToday(each))])
  },

  openToday() {
    if (this.data.today) go('activity', { id: this.data.today.id })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName)
  },

  /** The prepared sentences in large letters; a screen reader reads them at once. */
  toggleSpoken() {
    this.setData({ isSpoken: !this.data.isSpoken })
  },

  enter() {
    comeBack()
    void this.load()
  },

  toggleSize() {
    chooseSize(this.data.look.isLarge ? 'standard' : 'large')
    this.setData({ look: currentLook() })
  },
})
