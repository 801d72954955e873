/** My own code, full and bright, for the organizer to scan. It works without network once it was fetched today. */
import { now } from '../../../core/clock'
import { holdUp } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { lastSeen } from '../../../core/snapshots'
import { ownCode, type OwnKey } from '../../../domain/own-code'
import { qrMatrix, runs, type Run } from '../../../domain/qr'
import { fill, texts } from '../../../i18n/zh-CN'
import { fetchOwnKey, keptOwnKey } from '../../../parts/own-key'
import type { HomeView } from '../../../api/types'

const t = texts.ownCode
const TICK_MS = 1000
/** How often the seconds are read out. */
const SPOKEN_EVERY = 10

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    name: '',
    qr: [] as Run[][],
    left: '',
    spokenLeft: '',
    errorTitle: '',
    errorDetail: '',
  },
  own: null as OwnKey | null,
  shown: '',
  timer: 0,

  onShow() {
    this.setData({ look: currentLook(), name: lastSeen<HomeView>('home')?.name ?? '' })
    holdUp(true)
    this.timer = setInterval(() => this.tick(), TICK_MS)
    void this.load()
  },

  onHide() {
    this.stop()
  },

  onUnload() {
    this.stop()
  },

  stop() {
    clearInterval(this.timer)
    holdUp(false)
  },

  async load() {
    try {
      this.own = keptOwnKey() ?? (await fetchOwnKey())
      this.tick()
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      const isOffline = kind === 'unreachable'
      this.setData({
        state: 'error',
        errorTitle: isOffline ? t.noKey : title,
        errorDetail: isOffline ? t.noKeyDetail : detail,
      })
    }
  },

  tick() {
    const made = this.own && ownCode(this.own, now())
    if (!made) {
      if (this.own) this.own = null
      return
    }
    const left = fill(t.left, { count: made.secondsLeft })
    if (made.code === this.shown) return this.setData({ left, ...spoken(made.secondsLeft, left) })
    this.shown = made.code
    this.setData({ state: 'shown', qr: runs(qrMatrix(made.code)), left })
  },
})

function spoken(seconds: number, left: string): { spokenLeft?: string } {
  return seconds % SPOKEN_EVERY === 0 ? { spokenLeft: left } : {}
}
