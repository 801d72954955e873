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
  goods: string
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
      const shownOrders = this.orders.filter(isWorthShowing)
      const state = next ? 'partial' : shownOrders.length ? 'end' : 'empty'
      this.setData({ rows: shownOrders.map(rowOf), cursor: next, state })
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

/** What was only partly taken is shown as what was taken. */
function isWorthShowing(order: ListedOrder): boolean {
  return order.handed_over_as === null
}

function rowOf(order: ListedOrder): Row {
  const [tag, colour] = markOf(order)
  return {
    id: order.id,
    goods: order.lines.map((line) => `${line.name} ${line.quantity} ${line.unit_name}`).join('、'),
    when: fill(texts.orders.row, { day: day(order.placed_at), time: clock(order.placed_at) }),
    points: shown(order.points),
    tag,
    colour,
  }
}

function markOf(order: ListedOrder): [string, string] {
  const t = texts.order
  if (order.state === 'fulfilled' && order.reversal === 'proposed') return [t.reversals.proposed, 'persimmon']
  if (order.state === 'fulfilled' && order.is_part) return [t.partTitle, COLOURS.fulfilled]
  return [t.states[order.state], COLOURS[order.state]]
}
