/** The end of the day: orders, points ledger and stock book beside each other. */
import { showSheet } from '../../api/counter'
import type { SheetView } from '../../../../api/types'
import { copyText } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { texts } from '../../../../i18n/zh-CN'
import { load, STARTING } from '../../acting'
import { findPost } from '../../post'
import { sheetOf, type Sheet } from './view'

const t = texts.counter.sheet

interface Seen {
  sheet: SheetView
  point: string
}

Page({
  data: { look: currentLook(), t, ...STARTING, view: null as Sheet | null },
  day: '',

  onLoad(query: Record<string, string | undefined>) {
    this.day = query.day ?? ''
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    const fetchSheet = async (): Promise<Seen> => {
      const [{ point }, sheet] = await Promise.all([findPost(), showSheet(this.day)])
      return { sheet, point: point?.name ?? '' }
    }
    return load(this, `sheet:${this.day}`, fetchSheet, ({ sheet, point }) =>
      this.setData({ view: sheetOf(sheet, point) }),
    )
  },

  copy() {
    if (this.data.view) void copyText(this.data.view.text)
  },
})
