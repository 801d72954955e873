/** The five states of a list: loading, empty, error with retry, partial, end. The items themselves are the page's. */
import { fill, texts } from '../../i18n/zh-CN'

/** Nothing is shown for the first moments: most answers are quicker. */
const QUIET_MS = 300
const SLOW_MS = 8000

interface Timers {
  quiet?: number
  slow?: number
}

Component({
  properties: {
    state: { type: String, value: 'loading' },
    count: { type: Number, value: 0 },
    emptyTitle: { type: String, value: '' },
    emptyDetail: { type: String, value: '' },
    errorTitle: { type: String, value: '' },
    errorDetail: { type: String, value: '' },
  },
  data: { t: texts.states, isQuiet: true, isSlow: false, end: '' },
  observers: {
    state() {
      this.watch()
    },
    count(count: number) {
      this.setData({ end: fill(texts.states.end, { count }) })
    },
  },
  lifetimes: {
    attached() {
      this.watch()
    },
    detached() {
      stop(this as Timers)
    },
  },
  methods: {
    /** Show the strips after a moment, and say after a while that it takes long. */
    watch() {
      const timers = this as Timers
      stop(timers)
      if (this.properties.state !== 'loading') return
      this.setData({ isQuiet: true, isSlow: false })
      timers.quiet = setTimeout(() => this.setData({ isQuiet: false }), QUIET_MS)
      timers.slow = setTimeout(() => this.setData({ isSlow: true }), SLOW_MS)
    },
    retry() {
      this.triggerEvent('retry')
    },
  },
})

function stop(timers: Timers): void {
  if (timers.quiet !== undefined) clearTimeout(timers.quiet)
  if (timers.slow !== undefined) clearTimeout(timers.slow)
}
