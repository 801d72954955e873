/** Sentences prepared by the service in very large letters, for whoever would like to have them read. */
import { texts } from '../../i18n/zh-CN'

Component({
  properties: {
    lines: { type: Array, value: [] as string[] },
    isShown: { type: Boolean, value: false },
  },
  data: { close: texts.home.aloudClose },
  methods: {
    onVisible({ detail }: WechatMiniprogram.CustomEvent<{ visible: boolean }>) {
      if (!detail.visible) this.close()
    },
    close() {
      this.triggerEvent('close')
    },
  },
})
