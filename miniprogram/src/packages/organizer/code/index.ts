/**
 * The code people scan to sign in and out. It is made on this phone, so it goes on changing without network;
 * the network only brings how many have come.
 */
import { wholeAttendance } from '../api/roster'
import { now } from '../../../core/clock'
import { holdUp, screenWidth } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { online } from '../../../core/network'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import type { Direction } from '../../../domain/outbox'
import type { KeptKey } from '../domain/rotating'
import { stepAt } from '../domain/rotating'
import { texts } from '../../../i18n/zh-CN'
import { keepKeyOf, keyOf } from '../keys'
import { knownOf } from '../known'
import { codeView, countdown, crowdOf, noteAt, type Arrived, type CodeView } from './view'

const TICK_MS = 250
const COUNT_EVERY_MS = 5000
const SPOKEN_EVERY_SECONDS = 10

Page({
  data: {
    look: currentLook(),
    t: texts.organizer.code,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    title: '',
    direction: 'in' as Direction,
    view: null as CodeView | null,
    left: '',
    percent: 100,
    spokenLeft: '',
    note: { title: '', detail: '' },
    isOnline: true,
    crowd: { total: '', just: '' },
  },
  id: '',
  key: null as KeptKey | null,
  ticking: 0,
  counting: 0,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    if (query.direction === 'out') this.setData({ direction: 'out' })
  },

  onShow() {
    this.setData({ look: currentLook() })
    holdUp(true)
    void this.open()
  },

  onHide() {
    this.stop()
  },

  onUnload() {
    this.stop()
  },

  stop() {
    clearInterval(this.ticking)
    clearInterval(this.counting)
    holdUp(false)
  },

  async open() {
    try {
      this.key = keyOf(this.id) ?? (await keepKeyOf(this.id, knownOf(this.id).title))
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      const isAway = kind === 'unreachable'
      return this.setData({
        state: 'error',
        errorTitle: isAway ? this.data.t.noKeyTitle : title,
        errorDetail: isAway ? this.data.t.noKeyDetail : detail,
      })
    }
    this.setData({ state: 'shown', title: this.key.title })
    this.tick()
    void this.count()
    clearInterval(this.ticking)
    clearInterval(this.counting)
    this.ticking = setInterval(() => this.tick(), TICK_MS)
    this.counting = setInterval(() => void this.count(), COUNT_EVERY_MS)
  },

  /** Only what has changed goes to the screen. */
  tick() {
    const key = this.key
    if (!key) return
    const instant = now()
    const step = stepAt(instant, key.step_seconds)
    if (this.data.view?.step !== step)
      this.setData({ view: codeView(key, instant, screenWidth()), note: noteAt(key, instant) })
    const { left, percent } = countdown(key, instant)
    if (left === this.data.left) return
    const isSpoken = Math.floor(instant / 1000) % SPOKEN_EVERY_SECONDS === 0
    this.setData({ left, percent, ...(isSpoken ? { spokenLeft: left } : {}) })
  },

  async count() {
    const known = `code-crowd:${this.id}`
    if (this.data.isOnline !== online()) this.setData({ isOnline: online() })
    try {
      const { items } = await wholeAttendance(this.id)
      this.showCrowd(remember(known, items.map(arrivedOf)))
    } catch (error) {
      const { kind } = troubleOf(error)
      const seen = lastSeen<Arrived[]>(known)
      if (kind === 'unreachable' && seen) this.showCrowd(seen)
    }
  },

  showCrowd(items: Arrived[]) {
    const crowd = crowdOf(items, this.data.direction)
    const { total, just } = this.data.crowd
    if (total !== crowd.total || just !== crowd.just) this.setData({ crowd })
  },

  turn(event: WechatMiniprogram.TouchEvent) {
    this.setData({ direction: event.currentTarget.dataset.direction as Direction })
    this.showCrowd(lastSeen<Arrived[]>(`code-crowd:${this.id}`) ?? [])
  },

  scanCards() {
    go('scanning', { id: this.id, direction: this.data.direction })
  },
})

function arrivedOf({ name, in_at, out_at, undone_at }: Arrived): Arrived {
  return { name, in_at, out_at, undone_at }
}
