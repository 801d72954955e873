/** The first screen: today, my household's points, the next redemption day. Works from the last answer when offline. */
import { listActivities, type ActivityItem } from '../../api/activities'
import { showMe } from '../../api/identity'
import { showBalance } from '../../api/points'
import { listPickupPoints, showMall } from '../../api/redemption'
import type { BalanceView, Mall, MeView } from '../../api/types'
import { now } from '../../core/clock'
import { chooseSize, currentLook } from '../../core/look'
import { go } from '../../core/navigate'
import { all as scans } from '../../core/outbox'
import { troubleOf } from '../../core/outcome'
import { comeBack } from '../../core/session'
import { lastSeen, remember } from '../../core/snapshots'
import { texts } from '../../i18n/zh-CN'
import { scanCode } from '../scan/scanning'
import { accountOf, dayOf, greetingOf, todayOf } from './view'

export interface Seen {
  me: MeView
  balance: BalanceView | null
  activities: ActivityItem[]
  mall: Mall | null
}

const SHOWN = 20

Page({
  data: {
    look: currentLook(),
    t: texts.home,
    state: 'loading' as 'loading' | 'shown' | 'register' | 'signed-out' | 'error',
    greeting: { hello: '', where: '' },
    today: null as ReturnType<typeof todayOf>,
    account: null as ReturnType<typeof accountOf> | null,
    day: null as ReturnType<typeof dayOf> | null,
    notice: '',
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
    const seen = lastSeen<Seen>('home')
    if (seen) this.show(seen)
    try {
      this.show(remember('home', await fetchAll()))
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble.kind === 'register' || trouble.kind === 'signed-out') this.setData({ state: trouble.kind })
      else if (!seen) this.setData({ state: 'error', errorTitle: trouble.title, errorDetail: trouble.detail })
    }
  },

  show(seen: Seen) {
    this.setData({
      state: 'shown',
      greeting: greetingOf(seen.me, now()),
      today: todayOf(seen.activities, scans(), now()),
      account: seen.balance ? accountOf(seen.balance) : null,
      day: dayOf(seen.mall, now()),
      notice: noticeOf(seen.me),
    })
  },

  scan() {
    void scanCode(lastSeen<Seen>('home')?.activities ?? [])
  },

  openToday() {
    if (this.data.today) go('activity', { id: this.data.today.id })
  },

  openActivities() {
    go('activities')
  },

  openPoints() {
    go('points')
  },

  openMall() {
    go('mall')
  },

  openRegister() {
    go('register')
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

function noticeOf(me: MeView): string {
  if (me.state === 'registered') return texts.home.awaiting
  return me.state === 'suspended' ? texts.home.suspended.replace('{reason}', me.suspended_reason ?? '') : ''
}

async function fetchAll(): Promise<Seen> {
  const [me, { items }] = await Promise.all([showMe(), listActivities({ limit: SHOWN })])
  const activities = items.filter((item) => item.village_code === me.village_code || item.my_sign_up !== null)
  if (!me.household) return { me, balance: null, activities, mall: null }
  const [balance, points] = await Promise.all([showBalance(), listPickupPoints(me.village_code)])
  const mall = points[0] ? await showMall(me.county_id, points[0].id) : null
  return { me, balance, activities, mall }
}
