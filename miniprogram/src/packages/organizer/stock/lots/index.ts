/** Every delivery and what became of it; tap one to count it. */
import { listLots, type Lot } from '../../api/stock'
import { now } from '../../../../core/clock'
import { currentLook } from '../../../../core/look'
import { go } from '../../../../core/navigate'
import { remember } from '../../../../core/snapshots'
import { dayWithYear } from '../../../../domain/periods'
import { fill, texts } from '../../../../i18n/zh-CN'
import { refusalOf } from '../../acting'
import { findPost } from '../../post'

const t = texts.stock.lots

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    rows: [] as ReturnType<typeof rowOf>[],
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
  },
  lots: [] as Lot[],

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor) void this.fetchPage(this.data.cursor)
  },

  load() {
    return this.fetchPage(null)
  },

  async fetchPage(cursor: string | null) {
    try {
      const { point } = await findPost()
      const page = point ? await listLots(point.id, cursor) : { items: [], next_cursor: null }
      this.lots = cursor ? [...this.lots, ...page.items] : page.items
      const state = page.next_cursor ? 'partial' : this.lots.length ? 'end' : 'empty'
      this.setData({ rows: this.lots.map(rowOf), cursor: page.next_cursor, state })
    } catch (error) {
      const { title, detail } = refusalOf(error)
      this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const lot = this.lots.find(({ id }) => id === event.currentTarget.dataset.id)
    if (!lot) return
    remember(`lot:${lot.id}`, lot)
    go('lot', { id: lot.id })
  },
})

function rowOf(lot: Lot) {
  const left = `${lot.available + lot.reserved} ${lot.unit_name}`
  return {
    id: lot.id,
    name: lot.item_name,
    from: fill(t.row, { donor: lot.donor_name, receipt: lot.receipt_no }),
    counts: fill(t.counts, { received: lot.received, issued: lot.issued, left }),
    best: lot.best_before ? fill(t.best, { day: dayWithYear(lot.best_before, now()) }) : '',
    isSoon: lot.expires_soon,
    waits: lot.count_waits,
  }
}
