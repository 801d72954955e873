/** What this is, under which licence, and whom to ask. */
import { showPrivacyNotice } from '../../../api/identity'
import { appVersion } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { texts } from '../../../i18n/zh-CN'
import { unread } from '../../../parts/telling'

const t = texts.account.about

Page({
  data: {
    look: currentLook(),
    t,
    version: appVersion() || t.developing,
    notice: '',
    noticeState: 'closed' as 'closed' | 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async toggleNotice() {
    if (this.data.noticeState === 'shown') return this.setData({ noticeState: 'closed' })
    this.setData({ noticeState: 'loading' })
    try {
      const notice = await showPrivacyNotice()
      this.setData({ notice: notice?.body ?? '', noticeState: 'shown' })
    } catch (error) {
      const { errorTitle, errorDetail } = unread(error, null)
      this.setData({ noticeState: 'error', errorTitle, errorDetail })
    }
  },
})
