/** One item: on the shelf or off it, and what it costs now and later. */
import {
  decidePrice,
  listItems,
  listPrices,
  offerItem,
  proposePrice,
  type Item,
  type PricesView,
} from '../../api/stock'
import { now } from '../../../../core/clock'
import { toast } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { shown } from '../../../../domain/points'
import { businessDate, clock, day, instantOn, shortDay } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'
import { act, load, STARTING } from '../../acting'
import { findPost, rightsOf } from '../../post'

const t = texts.stock.item
const TWO_DAYS_MS = 2 * 24 * 3600000

interface Seen {
  item: Item | null
  prices: PricesView
  mayChange: boolean
}

Page({
  data: {
    look: currentLook(),
    t,
    words: { off: texts.stock.offShelf, on: texts.stock.onShelf, unit: texts.home.unit },
    ...STARTING,
    item: null as { name: string; isOff: boolean; left: string } | null,
    prices: [] as Array<{ id: string; points: string; from: string }>,
    waits: [] as Array<{ id: string; detail: string }>,
    mayChange: false,
    points: '',
    date: businessDate(now() + TWO_DAYS_MS),
    dateText: '',
    time: '08:00',
    timeText: '8:00',
  },
  id: '',

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
  },

  onShow() {
    this.setData({ look: currentLook(), dateText: shortDay(this.data.date) })
    void this.load()
  },

  load() {
    return load(
      this,
      `stock-item:${this.id}`,
      () => fetchItem(this.id),
      (seen) => this.show(seen),
    )
  },

  show({ item, prices, mayChange }: Seen) {
    const left = item ? fill(texts.stock.left, { count: item.available, unit: item.unit_name }) : ''
    this.setData({
      item: item && { name: item.name, isOff: item.state === 'withdrawn', left },
      prices: prices.prices.map((price) => ({
        id: price.effective_at,
        points: shown(price.points),
        from: fill(t.from, { day: day(price.effective_at), time: clock(price.effective_at) }),
      })),
      waits: prices.proposals.map((each) => ({
        id: each.id,
        detail: fill(t.waitsDetail, {
          day: day(each.effective_at),
          time: clock(each.effective_at),
          points: shown(each.points),
        }),
      })),
      mayChange,
    })
  },

  async toggle() {
    const { item } = this.data
    if (item && (await act(this, () => offerItem(this.id, item.isOff)))) toast(t.decided)
    await this.load()
  },

  write(event: WechatMiniprogram.Input) {
    this.setData({ points: event.detail.value })
  },

  choose(event: WechatMiniprogram.PickerChange) {
    const value = String(event.detail.value)
    if (event.currentTarget.dataset.name === 'time')
      this.setData({ time: value, timeText: value.replace(/^0/, '') })
    else this.setData({ date: value, dateText: shortDay(value) })
  },

  async propose() {
    const { points, date, time } = this.data
    if (!(await act(this, () => proposePrice(this.id, points.trim(), instantOn(date, time))))) return
    toast(t.sent)
    this.setData({ points: '' })
    await this.load()
  },

  async decide(event: WechatMiniprogram.TouchEvent) {
    const { id, accepted } = event.currentTarget.dataset as { id: string; accepted: boolean }
    const isDone = await act(this, () => decidePrice(id, accepted))
    if (isDone) toast(t.decided)
    if (isDone) await this.load()
  },
})

async function fetchItem(id: string): Promise<Seen> {
  const { me, point } = await findPost()
  let item: Item | null = null
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listItems>> = await listItems(point?.id ?? '', cursor)
    item = page.items.find((each) => each.id === id) ?? item
    cursor = page.next_cursor
  } while (cursor && !item)
  return { item, prices: await listPrices(id), mayChange: rightsOf(me).receives }
}
