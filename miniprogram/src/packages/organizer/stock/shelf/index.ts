/** The shelf of my pickup point: everything on it and off it; new things go up here. */
import { addItem, listItems, type Item } from '../../api/stock'
import { toast } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { go } from '../../../../core/navigate'
import { pictureFor } from '../../../../domain/goods'
import { shown } from '../../../../domain/points'
import { fill, texts } from '../../../../i18n/zh-CN'
import { act, load, STARTING } from '../../acting'
import { findPost, rightsOf } from '../../post'

const t = texts.stock
const EMPTY = { name: '', unit: '', points: '', limit: '' }

interface Seen {
  pointId: string
  items: Item[]
  mayReceive: boolean
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    rows: [] as ReturnType<typeof rowOf>[],
    mayReceive: false,
    isAdding: false,
    form: EMPTY,
  },
  pointId: '',

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    return load(this, 'stock-shelf', fetchShelf, ({ pointId, items, mayReceive }) => {
      this.pointId = pointId
      this.setData({ rows: items.map(rowOf), mayReceive })
    })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('stockItem', { id: String(event.currentTarget.dataset.id) })
  },

  startAdding() {
    this.setData({ isAdding: true })
  },

  write(event: WechatMiniprogram.Input) {
    this.setData({ [`form.${event.currentTarget.dataset.name as string}`]: event.detail.value })
  },

  async add() {
    const { name, unit, points, limit } = this.data.form
    const body = {
      pickup_point_id: this.pointId,
      name: name.trim(),
      unit_name: unit.trim(),
      points: points.trim(),
      ...(limit.trim() ? { limit_quantity: Number(limit) } : {}),
    }
    if (!(await act(this, () => addItem(body)))) return
    toast(t.added)
    this.setData({ isAdding: false, form: EMPTY })
    await this.load()
  },
})

async function fetchShelf(): Promise<Seen> {
  const { me, point } = await findPost()
  const mayReceive = rightsOf(me).receives
  if (!point) return { pointId: '', items: [], mayReceive }
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listItems>> = await listItems(point.id, cursor)
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return { pointId: point.id, items, mayReceive }
}

function rowOf(item: Item) {
  const price =
    item.points === null ? t.noPrice : fill(texts.counter.serve.price, { points: shown(item.points) })
  const left = fill(t.left, { count: item.available, unit: item.unit_name })
  return {
    id: item.id,
    name: item.name,
    picture: pictureFor(item.name),
    detail: `${price} · ${left}`,
    isOff: item.state === 'withdrawn',
    waits: item.price_waits,
  }
}
