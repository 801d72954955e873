/** What was handed out on a redemption day: by household number, for everybody to read. */
import { listIssued, type IssuedLine } from '../../../api/redemption'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { clock } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.mall.board

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    rows: [] as ReturnType<typeof rowOf>[],
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
  },
  day: '',
  lines: [] as IssuedLine[],

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

  onReachBottom() {
    if (this.data.cursor) void this.fetchPage(this.data.cursor)
  },

  load() {
    return this.fetchPage(null)
  },

  async fetchPage(cursor: string | null) {
    try {
      const { items, next_cursor: next } = await listIssued(this.day, cursor)
      this.lines = cursor ? [...this.lines, ...items] : items
      const state = next ? 'partial' : this.lines.length ? 'end' : 'empty'
      this.setData({ rows: this.lines.map(rowOf), cursor: next, state })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') go('home')
      else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },
})

function rowOf(line: IssuedLine) {
  return {
    id: `${line.order_id}:${line.item_name}`,
    household: fill(t.household, { code: line.household_code }),
    goods: `${line.item_name} ${line.quantity} ${line.unit_name}`,
    time: clock(line.fulfilled_at),
    collected: line.collected_by ? fill(t.collected, { name: line.collected_by }) : '',
    isUndone: line.reversed,
  }
}
