/** What my household can exchange points for, and when. */
import { showMe } from '../../../api/identity'
import { listOrders, listPickupPoints, placeOrder, showAllowance, showMall } from '../../../api/redemption'
import type { Allowance, Mall } from '../../../api/types'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { remember, showLastSeen } from '../../../core/snapshots'
import type { Choice } from '../../../domain/goods'
import { fill, texts } from '../../../i18n/zh-CN'
import { refusalOf, type Refusal } from '../../../parts/telling'
import { choiceOf, shelfOf, type Shelf } from './view'

const t = texts.mall

interface Seen {
  mall: Mall | null
  allowance: Allowance | null
  /** How many orders of the household stand. */
  open: number
}

/** The service answers everybody from one copy of the shelf for a second; what was just refused may still be on it. */
const SHELF_KEPT_MS = 1200

Page({
  data: {
    look: currentLook(),
    t,
    words: texts.home,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'end' | 'join',
    shelf: null as Shelf | null,
    refusal: { title: '', detail: '' },
    isAffordableOnly: false,
    ordersText: t.orders,
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
    const seen = showLastSeen<Seen>('mall', (last) => this.show(last))
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

  show({ mall, allowance, open }: Seen) {
    this.mall = mall
    this.allowance = allowance
    const isMissing = mall === null
    this.setData({
      shelf: mall ? shelfOf(mall, allowance, now()) : null,
      ordersText: open ? fill(t.ordersOpen, { count: open }) : t.orders,
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
      this.setData({ choice: null, refusal: notReserved(error, choice.unit) })
      void wx.pageScrollTo({ scrollTop: 0 })
      await new Promise((resolve) => setTimeout(resolve, SHELF_KEPT_MS))
      await this.load()
    } finally {
      this.setData({ choice: null, isBusy: false })
    }
  },

  filter(event: WechatMiniprogram.TouchEvent) {
    this.setData({ isAffordableOnly: event.currentTarget.dataset.which === 'affordable' })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName)
  },

  join() {
    go('home')
  },
})

/** Somebody else was quicker: nothing is lost, and the shelf below shows it. */
function notReserved(error: unknown, unit: string): Refusal {
  if (troubleOf(error).code !== 'out_of_stock') return refusalOf(error)
  return { title: fill(t.goneFast, { unit }), detail: t.goneFastDetail }
}

async function fetchMall(): Promise<Seen> {
  const me = await showMe()
  const [point] = await listPickupPoints(me.village_code)
  if (!point) return { mall: null, allowance: null, open: 0 }
  const [mall, allowance, orders] = await Promise.all([
    showMall(me.county_id, point.id),
    me.household ? showAllowance(me.county_id, point.id) : null,
    me.household ? listOrders() : null,
  ])
  const open = orders?.items.filter(({ state }) => state === 'placed').length ?? 0
  return { mall, allowance, open }
}
