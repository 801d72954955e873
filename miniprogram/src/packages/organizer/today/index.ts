/** The organizer's day: what runs, and what waits for her. */
import { currentLook } from '../../../core/look'

Page({
  data: { look: currentLook() },

  onShow() {
    this.setData({ look: currentLook() })
  },
})
