/** The slim line at the top of a page: no network, or scans that still wait. Opens the queue. */
import { go } from '../../core/navigate'
import { online, onNetworkChange } from '../../core/network'
import { countWaiting } from '../../core/outbox'
import { fill, texts } from '../../i18n/zh-CN'

interface Subscription {
  stop?: () => void
}

Component({
  options: { virtualHost: true },
  data: { isShown: false, line: '', action: '' },
  lifetimes: {
    attached() {
      this.refresh()
      ;(this as Subscription).stop = onNetworkChange(() => this.refresh())
    },
    detached() {
      ;(this as Subscription).stop?.()
    },
  },
  pageLifetimes: {
    show() {
      this.refresh()
    },
  },
  methods: {
    refresh() {
      const count = countWaiting()
      const isOffline = !online()
      this.setData({
        isShown: isOffline || count > 0,
        line: isOffline ? texts.offline.line : fill(texts.offline.waiting, { count }),
        action: isOffline && count ? fill(texts.offline.see, { count }) : '',
      })
    },
    open() {
      go('outbox')
    },
  },
})
