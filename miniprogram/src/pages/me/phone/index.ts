/** Leaving a phone number, if one likes. Refusing changes nothing. */
import { bindPhone, cancelBinding, showBinding } from '../../../api/account'
import { showMe } from '../../../api/identity'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'

const t = texts.account.phone

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    phone: '',
    held: '',
    said: NOTHING as Said,
    isBusy: false,
  },

  began: '',

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      const [{ phone }, { began_at: began, until_at: until }] = await Promise.all([showMe(), showBinding()])
      this.began = began ?? ''
      const held = until ? fill(t.heldDetail, { day: day(until), time: clock(until) }) : ''
      this.setData({ state: 'shown', phone: phone ?? '', held })
    } catch (error) {
      this.setData(unread(error, this.data.state === 'shown' ? 'shown' : null))
    }
  },

  async onNumber(event: WechatMiniprogram.ButtonGetPhoneNumber) {
    const { code } = event.detail as { code?: string }
    if (!code) return this.setData(missing(t.denied, t.deniedDetail))
    if (this.data.isBusy) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      await bindPhone(code)
      this.setData(done(t.done))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },

  async undo() {
    if (!(await confirm(t.notMineQuestion, t.notMineDetail, t.notMineYes, t.keep))) return
    this.setData({ said: NOTHING })
    try {
      await cancelBinding(this.began)
      this.setData(done(t.undone))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    }
  },

  seeConsents() {
    go('consents')
  },
})
