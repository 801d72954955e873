/** My objections: those that wait for an answer, and the answers. */
import { listOwnObjections } from '../../../api/disclosure'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { texts } from '../../../i18n/zh-CN'
import { unread } from '../../../parts/telling'
import { rowOf, type ObjectionRow } from './view'

Page({
  data: {
    look: currentLook(),
    t: texts.objections,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'end',
    rows: [] as ObjectionRow[],
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    try {
      const lists = await Promise.all((['open', 'upheld', 'dismissed'] as const).map(listOwnObjections))
      const rows = lists.flat().map(rowOf)
      this.setData({ rows, state: rows.length ? 'end' : 'empty' })
    } catch (error) {
      this.setData(unread(error, this.data.rows.length ? 'end' : null))
    }
  },

  openList(event: WechatMiniprogram.TouchEvent) {
    const { id, county } = event.currentTarget.dataset as { id: string; county: string }
    go('disclosure', { id, county })
  },

  seeBoard() {
    go('disclosures')
  },
})
