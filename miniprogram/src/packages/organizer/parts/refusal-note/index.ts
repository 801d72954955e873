/** What the service refused and what to do about it, in place; nothing when there is no title. */
import { bringIntoView } from '../../../../components/into-view'

Component({
  options: { virtualHost: true },
  properties: {
    heading: { type: String, value: '' },
    detail: { type: String, value: '' },
  },
  observers: {
    heading(heading: string) {
      if (heading) wx.nextTick(() => bringIntoView(this))
    },
  },
})
