/** What my household can exchange points for, and when. */
import { showMe } from '../../../api/identity'
import { listPickupPoints, placeOrder, showAllowance, showMall } from '../../../api/redemption'
import type { Allowance, Mall } from '../../../api/types'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import type { Choice } from '../../../domain/goods'
import { texts } from '../../../i18n/zh-CN'
import { choiceOf, shelfOf, type Shelf } from './view'

const t = texts.mall

interface Seen {
  mall: Mall | null
  allowance: Allowance | null
}

Page({
  data: {
    look: currentLook(),
    t,
    words: texts.home,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'end' | 'join',
    shelf: null as Shelf | null,
    refusal: { title: '', detail: '' },
    choice: null as Choice | null,
    isBusy: false,
    emptyTitle: t.emptyTitle,
    emptyDetail: t.emptyDetail,
    errorTitle: '',
    errorDetail: '',
  },
  mall: null as Mall | null,
  allowance: null as Allowance | null,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    const seen = lastSeen<Seen>('mall')
    if (seen) this.show(seen)
    try {
      this.show(remember('mall', await fetchMall()))
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') this.setData({ state: 'join' })
      else
        this.setData({
          state: 'error',
          errorTitle: title || (seen ? texts.states.lastSeen : ''),
          errorDetail: detail,
        })
    }
  },

  show({ mall, allowance }: Seen) {
    this.mall = mall
    this.allowance = allowance
    const isMissing = mall === null
    this.setData({
      shelf: mall ? shelfOf(mall, allowance, now()) : null,
      state: mall?.items.length ? 'end' : 'empty',
      emptyTitle: isMissing ? t.noPoint : t.emptyTitle,
      emptyDetail: isMissing ? t.noPointDetail : t.emptyDetail,
    })
  },

  /** Ask from below how many. */
  choose(event: WechatMiniprogram.TouchEvent) {
    const item = this.mall?.items.find((each) => each.id === event.currentTarget.dataset.id)
    if (item && this.allowance) this.setData({ choice: choiceOf(item, this.allowance) })
  },

  putBack() {
    this.setData({ choice: null })
  },

  async reserve({ detail }: WechatMiniprogram.CustomEvent<{ quantity: number }>) {
    const { choice, isBusy } = this.data
    const dayId = this.mall?.next_day?.id
    if (!choice || !dayId || isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      const placed = await placeOrder(dayId, choice.id, detail.quantity)
      go('order', { id: placed.id })
    } catch (error) {
      const trouble = troubleOf(error)
      const title = trouble.title || texts.states.errorTitle
      this.setData({ refusal: { title, detail: trouble.detail || texts.states.errorDetail } })
      void wx.pageScrollTo({ scrollTop: 0 })
    } finally {
      this.setData({ choice: null, isBusy: false })
    }
  },

  openOrders() {
    go('orders')
  },

  join() {
    go('home')
  },
})

async function fetchMall(): Promise<Seen> {
  const me = await showMe()
  const [point] = await listPickupPoints(me.village_code)
  if (!point) return { mall: null, allowance: null }
  const [mall, allowance] = await Promise.all([
    showMall(me.county_id, point.id),
    me.household ? showAllowance(me.county_id, point.id) : null,
  ])
  return { mall, allowance }
}
