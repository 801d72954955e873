/** What donors who agreed to be named gave, and how much of it households took. */
import { showMe } from '../../../api/identity'
import { listGifts, listPickupPoints } from '../../../api/redemption'
import type { GiftList } from '../../../api/types'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.mall.gifts

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'end',
    donors: [] as ReturnType<typeof donorOf>[],
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    try {
      const { village_code: village } = await showMe()
      const [point] = await listPickupPoints(village)
      const donors = point ? await listGifts(point.id) : []
      this.setData({ donors: donors.map(donorOf), state: donors.length ? 'end' : 'empty' })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') go('home')
      else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },
})

function donorOf(donor: GiftList['items'][number]) {
  return {
    id: donor.donor_id,
    name: donor.name,
    kind: t.kinds[donor.kind],
    gifts: donor.gifts.map((gift) => ({
      name: gift.item_name,
      counts: fill(t.counts, {
        received: gift.received,
        unit: gift.unit_name,
        issued: gift.issued,
        left: gift.in_stock,
      }),
    })),
  }
}
