/** The redemption day. */
import { currentLook } from '../../../core/look'

Page({
  data: { look: currentLook() },

  onShow() {
    this.setData({ look: currentLook() })
  },
})
