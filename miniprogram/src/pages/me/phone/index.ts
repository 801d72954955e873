/** Leaving a phone number, if one likes. Refusing changes nothing. */
import { bindPhone } from '../../../api/account'
import { showMe } from '../../../api/identity'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { texts } from '../../../i18n/zh-CN'
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
    said: NOTHING as Said,
    isBusy: false,
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      const { phone } = await showMe()
      this.setData({ state: 'shown', phone: phone ?? '' })
    } catch (error) {
      this.setData(unread(error, this.data.state === 'shown' ? 'shown' : null))
    }
  },

  async onNumber(event: WechatMiniprogram.ButtonGetPhoneNumber) {
    const { code } = event.detail as { code?: string }
    if (!code) return this.setData(missing(t.denied, t.deniedDetail))
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

  seeConsents() {
    go('consents')
  },
})
