/** Acting for an elder: her points, her orders, and redeeming for her. She reads about each thing that was done. */
import { redeemFor, showProxiedAccount } from '../../../api/household'
import { listPickupPoints, showMall } from '../../../api/redemption'
import type { Mall, ProxiedAccount } from '../../../api/types'
import { now } from '../../../core/clock'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, goBack } from '../../../core/navigate'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { dayOf, goodsOf, ordersOf, personOf, type Goods } from './view'

const t = texts.elder
const COUNTY_DIGITS = 6

Page({
  data: {
    look: currentLook(),
    t,
    words: texts.home,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    person: null as ReturnType<typeof personOf> | null,
    orders: [] as ReturnType<typeof ordersOf>,
    goods: [] as Goods[],
    goodsNote: '',
    said: NOTHING as Said,
    orderId: '',
    isBusy: false,
  },
  proxyId: '',
  account: null as ProxiedAccount | null,
  mall: null as Mall | null,

  onLoad({ id = '' }: Record<string, string | undefined>) {
    this.proxyId = id
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
      const account = await showProxiedAccount(this.proxyId)
      this.account = account
      this.setData({ state: 'shown', person: personOf(account), orders: ordersOf(account) })
      await this.loadGoods(account)
    } catch (error) {
      this.setData(unread(error, this.account ? 'shown' : null))
    }
  },

  async loadGoods(account: ProxiedAccount) {
    const [point] = await listPickupPoints(account.village_code)
    if (!point) return this.setData({ goods: [], goodsNote: t.noPoint })
    const mall = await showMall(account.village_code.slice(0, COUNTY_DIGITS), point.id)
    this.mall = mall
    const goods = mall.next_day ? goodsOf(mall, account.redeemable, now()) : []
    this.setData({ goods, goodsNote: dayOf(mall) })
  },

  async redeem(event: WechatMiniprogram.TouchEvent) {
    const item = this.data.goods.find((each) => each.id === event.currentTarget.dataset.id)
    const { account, mall } = this
    if (!item || !account || !mall?.next_day || this.data.isBusy) return
    const name = account.volunteer_name
    const question = fill(t.question, { name, goods: item.name })
    if (!(await confirm(question, fill(t.detail, { points: item.points }), t.yes, t.no))) return
    this.setData({ isBusy: true, said: NOTHING, orderId: '' })
    try {
      const { id } = await redeemFor(account.volunteer_id, mall.next_day.id, item.id)
      this.setData({ ...done(t.done, fill(t.doneDetail, { name })), orderId: id })
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },

  seeCode() {
    go('order', { id: this.data.orderId })
  },

  openOrder(event: WechatMiniprogram.TouchEvent) {
    go('order', { id: String(event.currentTarget.dataset.id) })
  },

  back() {
    goBack()
  },
})
