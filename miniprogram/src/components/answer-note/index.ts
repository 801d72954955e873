/** What came of something she did, in place: done, or not and why; with one way on. */
import { bringIntoView } from '../into-view'

Component({
  options: { virtualHost: true },
  properties: {
    tone: { type: String, value: 'persimmon' },
    heading: { type: String, value: '' },
    detail: { type: String, value: '' },
    /** The word on the way on; without it there is none. */
    next: { type: String, value: '' },
  },
  observers: {
    heading(heading: string) {
      if (heading) wx.nextTick(() => bringIntoView(this))
    },
  },
  methods: {
    go() {
      this.triggerEvent('next')
    },
  },
})
