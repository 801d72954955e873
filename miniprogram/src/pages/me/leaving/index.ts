/** Closing the account for good: what is erased and what stays, said before; then the phone is emptied. */
import { closeAccount } from '../../../api/account'
import { showMe } from '../../../api/identity'
import { showBalance } from '../../../api/points'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { forgetEverything } from '../../../core/session'
import { isZero, shown } from '../../../domain/points'
import { fill, texts } from '../../../i18n/zh-CN'
import { missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'

const t = texts.account.leaving

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error' | 'done',
    errorTitle: '',
    errorDetail: '',
    points: '',
    alone: '',
    aloneSwitch: '',
    isHeadOfOthers: false,
    hasRead: false,
    givesUp: false,
    said: NOTHING as Said,
    isBusy: false,
  },

  onShow() {
    this.setData({ look: currentLook() })
    if (this.data.state !== 'done') void this.load()
  },

  async load() {
    try {
      const me = await showMe()
      const members = me.household?.members.length ?? 0
      const balance = members === 1 ? (await showBalance()).balance : '0'
      const points = isZero(balance) ? '' : shown(balance)
      this.setData({
        state: 'shown',
        points,
        alone: points ? fill(t.alone, { points }) : '',
        aloneSwitch: points ? fill(t.aloneSwitch, { points }) : '',
        isHeadOfOthers: me.is_head && members > 1,
      })
    } catch (error) {
      this.setData(unread(error, this.data.state === 'shown' ? 'shown' : null))
    }
  },

  onRead(event: WechatMiniprogram.SwitchChange) {
    this.setData({ hasRead: event.detail.value })
  },

  onGivesUp(event: WechatMiniprogram.SwitchChange) {
    this.setData({ givesUp: event.detail.value })
  },

  async close() {
    const { hasRead, points, givesUp, isBusy } = this.data
    if (!hasRead) return this.setData(missing(t.needSwitch))
    if (points && !givesUp) return this.setData(missing(fill(t.needPoints, { points })))
    if (isBusy || !(await confirm(t.question, t.questionDetail, t.yes, t.no))) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      await closeAccount(givesUp)
      forgetEverything()
      this.setData({ state: 'done' })
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName)
  },
})
