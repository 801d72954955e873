/** The redemption day at my pickup point: who waits, whom I served, and everything around it. */
import { listDayOrders, showSheet } from '../api/counter'
import { listDays } from '../../../api/redemption'
import { now } from '../../../core/clock'
import { askDigits, scan } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { onNetworkChange, online } from '../../../core/network'
import { showLastSeen } from '../../../core/snapshots'
import { read } from '../../../core/storage'
import { readAtCounter } from '../../../domain/pickup'
import { isSameDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { load, NO_REFUSAL, STARTING } from '../acting'
import { findPost } from '../post'
import { nextDay, viewOf, type CounterView, type Seen } from './view'

const t = texts.counter
const SEEN = 'counter'

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    view: null as CounterView | null,
    isOnline: true,
    paper: '',
  },
  stopWatching: undefined as (() => void) | undefined,

  onShow() {
    this.setData({ look: currentLook(), isOnline: online(), paper: paperWaits() })
    this.stopWatching ??= onNetworkChange((isOnline) => {
      this.setData({ isOnline })
      if (isOnline) void this.load()
    })
    if (!this.data.view) showLastSeen<Seen>(SEEN, (last) => this.show(last))
    void this.load()
  },

  onHide() {
    this.stop()
  },

  onUnload() {
    this.stop()
  },

  stop() {
    this.stopWatching?.()
    this.stopWatching = undefined
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    return load(this, SEEN, fetchCounter, (seen) => this.show(seen))
  },

  show(seen: Seen) {
    this.setData({ state: 'shown', view: viewOf(seen, now()) })
  },

  async scan() {
    const scanned = await scan()
    if (scanned.kind === 'denied') this.refuse(t.noCamera, t.noCameraDetail)
    if (scanned.kind === 'text') this.serve(scanned.text)
  },

  async type() {
    const typed = await askDigits(t.typeTitle, t.typeHint, t.typeYes)
    if (typed) this.serve(typed)
  },

  serve(text: string) {
    const found = readAtCounter(text)
    if (!found) return this.refuse(t.notACode, t.notACodeDetail)
    this.refuse('', '')
    go('serve', { [found.kind]: found.text, day: this.data.view?.dayId ?? '' })
  },

  refuse(title: string, detail: string) {
    this.setData({ refusal: title ? { title, detail } : NO_REFUSAL })
  },

  openOrder(event: WechatMiniprogram.TouchEvent) {
    go('serve', { order: String(event.currentTarget.dataset.id), day: this.data.view?.dayId ?? '' })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { page } = event.currentTarget.dataset as { page: PageName }
    go(page, { day: this.data.view?.dayId ?? '' })
  },
})

function paperWaits(): string {
  const count = read('paperOrders')?.length ?? 0
  return count ? fill(t.paperWaits, { count }) : ''
}

async function fetchCounter(): Promise<Seen> {
  const post = await findPost()
  if (!post.point) return { post, day: null, sheet: null, orders: [] }
  const day = nextDay(await listDays(post.point.id))
  const isToday = day !== null && isSameDay(day.opens_at, now())
  const isStaff = post.me.roles.some(({ role }) =>
    ['shop_keeper', 'supervisor', 'county_staff'].includes(role),
  )
  if (!isToday || !isStaff) return { post, day, sheet: null, orders: [] }
  const [sheet, { items }] = await Promise.all([showSheet(day.id), listDayOrders(day.id)])
  return { post, day, sheet, orders: items }
}
