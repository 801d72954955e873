/** My services: this month in sums, my hours, and every single time. */
import { listMonths, listRecords, showHours, type ServiceRecord } from '../../../api/points'
import type { HoursView, MonthList } from '../../../api/types'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { remember, showLastSeen } from '../../../core/snapshots'
import { texts } from '../../../i18n/zh-CN'
import { hoursOf, monthOf, rowOf, type MonthRow, type Row } from './view'

const PAGE = 20

interface Seen {
  months: MonthList
  hours: HoursView
  records: ServiceRecord[]
}

Page({
  data: {
    look: currentLook(),
    t: texts.records,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    thisMonth: null as MonthRow | null,
    months: [] as MonthRow[],
    areMonthsShown: false,
    hours: [] as ReturnType<typeof hoursOf>,
    rows: [] as Row[],
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
  },
  records: [] as ServiceRecord[],
  isLoading: false,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor) void this.loadMore(this.data.cursor)
  },

  async load() {
    if (!this.records.length) showLastSeen<Seen>('records', (last) => this.show(last, null))
    try {
      const [months, hours, { items, next_cursor: next }] = await Promise.all([
        listMonths(),
        showHours(),
        listRecords(null, PAGE),
      ])
      this.show(remember('records', { months, hours, records: items }), next)
    } catch (error) {
      this.explain(error)
    }
  },

  show({ months, hours, records }: Seen, cursor: string | null) {
    this.records = records
    this.setData({
      thisMonth: monthOf(months.this_month),
      months: months.items.filter(({ month }) => month !== months.this_month.month).map(monthOf),
      hours: hoursOf(hours),
      rows: records.map(rowOf),
      cursor,
      state: cursor ? 'partial' : records.length ? 'end' : 'empty',
    })
  },

  async loadMore(cursor: string) {
    if (this.isLoading) return
    this.isLoading = true
    try {
      const { items, next_cursor: next } = await listRecords(cursor, PAGE)
      this.records = [...this.records, ...items]
      this.setData({ rows: this.records.map(rowOf), cursor: next, state: next ? 'partial' : 'end' })
    } catch (error) {
      this.explain(error)
    } finally {
      this.isLoading = false
    }
  },

  explain(error: unknown) {
    const { kind, title, detail } = troubleOf(error)
    if (kind === 'register' || kind === 'signed-out') return go('home')
    const lastKnown = kind === 'unreachable' && this.records.length > 0 ? texts.states.lastSeen : ''
    this.setData({ state: 'error', errorTitle: title || lastKnown, errorDetail: detail })
  },

  toggleMonths() {
    this.setData({ areMonthsShown: !this.data.areMonthsShown })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('service', { id: String(event.currentTarget.dataset.id) })
  },

  openCorrections() {
    go('corrections')
  },

  openActivities() {
    go('activities')
  },
})
