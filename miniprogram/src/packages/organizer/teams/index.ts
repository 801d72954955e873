/** The organizer's people: teams, newcomers and sign-ups. */
import { currentLook } from '../../../core/look'

Page({
  data: { look: currentLook() },

  onShow() {
    this.setData({ look: currentLook() })
  },
})
