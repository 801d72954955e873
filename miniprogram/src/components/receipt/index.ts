/** One service with its sum line by line, as a torn-off receipt. */
import { texts } from '../../i18n/zh-CN'

Component({
  properties: {
    /** A Receipt of pages/points/view. */
    receipt: { type: Object, value: {} },
  },
  data: { t: texts.points, unit: texts.home.unit },
})
