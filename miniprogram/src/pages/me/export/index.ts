/** Take along everything that is kept about me: read it here, send it as a file, or copy it. Kept nowhere on the phone. */
import { exportOwnData } from '../../../api/account'
import type { ExportView } from '../../../api/types'
import { copyText, sendFile } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, unread, type Said } from '../../../parts/telling'
import { madeOf, sectionsOf, type SectionShown } from './view'

const t = texts.account.ownData

Page({
  data: {
    look: currentLook(),
    t,
    state: 'ready' as 'ready' | 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    made: '',
    sections: [] as SectionShown[],
    opened: '',
    said: NOTHING as Said,
  },
  file: null as ExportView | null,

  onShow() {
    this.setData({ look: currentLook() })
  },

  async load() {
    this.setData({ state: 'loading' })
    try {
      const file = await exportOwnData()
      this.file = file
      this.setData({ state: 'shown', made: madeOf(file), sections: sectionsOf(file) })
    } catch (error) {
      this.setData(unread<'shown'>(error, null))
    }
  },

  toggle(event: WechatMiniprogram.TouchEvent) {
    const title = String(event.currentTarget.dataset.title)
    this.setData({ opened: this.data.opened === title ? '' : title })
  },

  text(): string {
    return JSON.stringify(this.file, null, 2)
  },

  correct() {
    go('corrections')
  },

  async send() {
    await sendFile(t.fileName, this.text())
  },

  async copy() {
    const isCopied = await copyText(this.text())
    this.setData(isCopied ? done(t.copied) : missing(t.declined))
  },
})
