/** A reservation: the code to show at the counter, what is in it, and how to give it back. */
import { showMe } from '../../../api/identity'
import { cancelOrder, listPickupPoints, showOrder } from '../../../api/redemption'
import type { OrderView, PickupPointList } from '../../../api/types'
import { confirm, holdUp } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { shown } from '../../../domain/points'
import { fill, texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'
import { orderOf, shareOf, type OrderShown } from './view'

const t = texts.order
/** Handed over at the counter shows here without touching the phone. */
const LOOK_AGAIN_MS = 8000

interface Seen {
  order: OrderView
  point: PickupPointList['items'][number] | null
}

Page({
  data: {
    look: currentLook(),
    t,
    words: texts.home,
    state: 'loading' as 'loading' | 'shown' | 'error',
    view: null as OrderShown | null,
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },
  id: '',
  order: null as OrderView | null,
  place: '',
  isShown: false,
  timer: undefined as number | undefined,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
  },

  onShow() {
    this.setData({ look: currentLook() })
    this.isShown = true
    holdUp(true)
    void this.load()
  },

  onHide() {
    this.rest()
  },

  onUnload() {
    this.rest()
  },

  rest() {
    this.isShown = false
    holdUp(false)
    clearTimeout(this.timer)
  },

  async load() {
    const key = `order:${this.id}`
    try {
      const [order, me] = await Promise.all([showOrder(this.id), showMe()])
      if (order.handed_over_as) {
        this.id = order.handed_over_as
        return await this.load()
      }
      const points = await listPickupPoints(me.village_code)
      const point = points.find((each) => each.id === order.pickup_point_id) ?? null
      this.show(remember(key, { order, point }))
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      const seen = lastSeen<Seen>(key)
      if (seen && kind === 'unreachable') this.show(seen)
      else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  show({ order, point }: Seen) {
    this.order = order
    this.place = point?.name ?? ''
    clearTimeout(this.timer)
    if (order.state === 'placed' && this.isShown)
      this.timer = setTimeout(() => void this.load(), LOOK_AGAIN_MS)
    this.setData({ state: 'shown', view: orderOf(order, point) })
    void wx.setNavigationBarTitle({ title: order.state === 'placed' ? t.title : t.states[order.state] })
  },

  onShareAppMessage() {
    return this.order ? shareOf(this.order, this.place) : {}
  },

  async cancel() {
    if (!this.order || this.data.isBusy) return
    const detail = fill(t.cancelDetail, { points: shown(this.order.points) })
    if (!(await confirm(t.cancelQuestion, detail, t.cancelYes, t.cancelNo))) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await cancelOrder(this.id, t.cancelReason)
      await this.load()
    } catch (error) {
      this.setData({ refusal: refusalOf(error) })
    } finally {
      this.setData({ isBusy: false })
    }
  },
})
