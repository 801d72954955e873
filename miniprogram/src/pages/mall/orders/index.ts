/** All reservations of my household, newest first. */
import { listOrders, type ListedOrder } from '../../../api/redemption'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { shown } from '../../../domain/points'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const COLOURS: Record<ListedOrder['state'], string> = {
  placed: 'indigo',
  fulfilled: 'bamboo',
  cancelled: '',
  expired: '',
  reversed: '',
}

interface Row {
  id: string
  when: string
  points: string
  tag: string
  colour: string
}

Page({
  data: {
    look: currentLook(),
    t: texts.orders,
    words: texts.home,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    rows: [] as Row[],
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
  },
  orders: [] as ListedOrder[],

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
      const { items, next_cursor: next } = await listOrders(cursor)
      this.orders = cursor ? [...this.orders, ...items] : items
      const state = next ? 'partial' : this.orders.length ? 'end' : 'empty'
      this.setData({ rows: this.orders.map(rowOf), cursor: next, state })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') go('home')
      else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('order', { id: String(event.currentTarget.dataset.id) })
  },
})

function rowOf(order: ListedOrder): Row {
  return {
    id: order.id,
    when: fill(texts.orders.row, { day: day(order.placed_at), time: clock(order.placed_at) }),
    points: shown(order.points),
    tag: texts.order.states[order.state],
    colour: COLOURS[order.state],
  }
}
