/** Plan redemption days and call them off. */
import { cancelDay, planDay } from '../../api/counter'
import { listDays, type RedemptionDay } from '../../../../api/redemption'
import { now } from '../../../../core/clock'
import { confirm, toast } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { go } from '../../../../core/navigate'
import { businessDate, day, instantOn, shortDay, span } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'
import { act, load, STARTING } from '../../acting'
import { findPost } from '../../post'

const t = texts.counter.days
const DAY_MS = 24 * 3600000

interface Row {
  id: string
  when: string
  span: string
  note: string
  isCancelled: boolean
}

interface Seen {
  pointId: string
  coming: RedemptionDay[]
  past: RedemptionDay[]
}

Page({
  data: {
    look: currentLook(),
    t,
    words: { sheet: texts.counter.sheetOf, cancelled: t.cancelled },
    ...STARTING,
    coming: [] as Row[],
    past: [] as Row[],
    today: businessDate(now()),
    date: businessDate(now() + DAY_MS),
    dateText: '',
    from: '09:00',
    fromText: '9:00',
    to: '11:30',
    toText: '11:30',
    note: '',
  },
  pointId: '',

  onShow() {
    this.setData({ look: currentLook(), dateText: shortDay(this.data.date) })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    return load(this, 'plan-days', fetchDays, ({ pointId, coming, past }) => {
      this.pointId = pointId
      this.setData({ coming: coming.map(rowOf), past: past.map(rowOf) })
    })
  },

  choose(event: WechatMiniprogram.PickerChange) {
    const name = event.currentTarget.dataset.name as 'date' | 'from' | 'to'
    const value = String(event.detail.value)
    const words = name === 'date' ? shortDay(value) : value.replace(/^0/, '')
    this.setData({ [name]: value, [`${name}Text`]: words })
  },

  write(event: WechatMiniprogram.Input) {
    this.setData({ note: event.detail.value })
  },

  async plan() {
    const { date, from, to, note } = this.data
    const body = {
      pickup_point_id: this.pointId,
      opens_at: instantOn(date, from),
      closes_at: instantOn(date, to),
      note: note.trim(),
    }
    if (!(await act(this, () => planDay(body)))) return
    toast(t.planned)
    this.setData({ note: '' })
    await this.load()
  },

  async cancel(event: WechatMiniprogram.TouchEvent) {
    const row = this.data.coming.find(({ id }) => id === event.currentTarget.dataset.id)
    if (!row) return
    const question = fill(t.cancelQuestion, { day: row.when })
    if (!(await confirm(question, t.cancelDetail, t.cancelYes, t.cancelNo))) return
    if (await act(this, () => cancelDay(row.id))) toast(t.cancelled)
    await this.load()
  },

  openSheet(event: WechatMiniprogram.TouchEvent) {
    go('sheet', { day: String(event.currentTarget.dataset.id) })
  },
})

async function fetchDays(): Promise<Seen> {
  const { point } = await findPost()
  if (!point) return { pointId: '', coming: [], past: [] }
  const [coming, past] = await Promise.all([listDays(point.id), listDays(point.id, true)])
  return { pointId: point.id, coming, past }
}

function rowOf(each: RedemptionDay): Row {
  return {
    id: each.id,
    when: day(each.opens_at),
    span: span(each.opens_at, each.closes_at),
    note: each.note,
    isCancelled: each.state === 'cancelled',
  }
}
