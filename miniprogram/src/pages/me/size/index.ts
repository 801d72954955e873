/** How large the letters are: three sizes with a sample, or as WeChat's own setting says. */
import { chooseSize, currentLook, currentSize, followWeChat, hasChosen } from '../../../core/look'
import { FACTORS, type Size } from '../../../domain/look'
import { texts } from '../../../i18n/zh-CN'

const SIZES = (Object.keys(FACTORS) as Size[]).map((size) => ({ size, name: texts.me.sizes[size] }))

Page({
  data: {
    look: currentLook(),
    t: texts.account.size,
    sizes: SIZES,
    size: currentSize() as Size,
    hasChosen: hasChosen(),
  },

  onShow() {
    this.refresh()
  },

  refresh() {
    this.setData({ look: currentLook(), size: currentSize(), hasChosen: hasChosen() })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    chooseSize(event.currentTarget.dataset.size as Size)
    this.refresh()
  },

  follow() {
    followWeChat()
    this.refresh()
  },
})
