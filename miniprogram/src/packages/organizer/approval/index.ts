/** Hours that wait for the organizer's word. */
import { currentLook } from '../../../core/look'

Page({
  data: { look: currentLook() },

  onShow() {
    this.setData({ look: currentLook() })
  },
})
