/** Me: my household, my hours, how large the letters are, and the way out. */
import { showMe } from '../../../api/identity'
import { listMessages } from '../../../api/messages'
import { showHours } from '../../../api/points'
import type { HoursView, MeView } from '../../../api/types'
import { now } from '../../../core/clock'
import { confirm } from '../../../core/device'
import { chooseSize, currentLook, currentSize } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { countWaiting } from '../../../core/outbox'
import { countPersonsWaiting } from '../../../core/person-scans'
import { troubleOf } from '../../../core/outcome'
import { comeBack, logOut } from '../../../core/session'
import { remember, showLastSeen } from '../../../core/snapshots'
import { needsGuardian } from '../../../domain/application'
import { FACTORS, type Size } from '../../../domain/look'
import { businessDate, duration } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { groupsFor, personOf, type PersonShown } from './view'

const t = texts.me
const SIZES = (Object.keys(FACTORS) as Size[]).map((size) => ({ size, name: t.sizes[size] }))

interface Seen {
  me: MeView
  hours: HoursView
}

Page({
  data: {
    look: currentLook(),
    t,
    words: texts.home,
    sizes: SIZES,
    size: currentSize() as Size,
    state: 'loading' as 'loading' | 'shown' | 'error' | 'register' | 'signed-out',
    person: { name: '', village: '', code: '', members: [], isOrganizer: false } as PersonShown,
    groups: groupsFor(false),
    unread: '',
    hours: { scanned: '', manual: '', pending: '' },
    waiting: 0,
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook(), size: currentSize(), waiting: countWaiting() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    const seen = showLastSeen<Seen>('me', (last) => this.show(last))
    try {
      const [me, hours] = await Promise.all([showMe(), showHours()])
      this.show(remember('me', { me, hours }))
      const { unread } = await listMessages(null, 1)
      this.setData({ unread: unread ? fill(t.unread, { count: unread > 99 ? '99+' : unread }) : '' })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') this.setData({ state: kind })
      else if (!seen) this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  show({ me, hours }: Seen) {
    this.setData({
      state: 'shown',
      person: personOf(me),
      groups: groupsFor(needsGuardian(me.birth_on ?? '', businessDate(now()))),
      hours: {
        scanned: duration(hours.scan_minutes),
        manual: duration(hours.manual_minutes),
        pending: duration(hours.pending_minutes),
      },
    })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    chooseSize(event.currentTarget.dataset.size as Size)
    this.setData({ look: currentLook(), size: currentSize() })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName)
  },

  async logOut() {
    const waiting = countWaiting() + countPersonsWaiting()
    const detail = waiting ? fill(t.logOutWaiting, { count: waiting }) : t.logOutDetail
    if (!(await confirm(t.logOutQuestion, detail, t.logOutYes, t.logOutNo))) return
    await logOut()
    this.setData({ state: 'signed-out', waiting: 0 })
  },

  enter() {
    comeBack()
    this.setData({ state: 'loading' })
    void this.load()
  },
})
