/** My household's points: three balances, my last service with its sum, and the passbook line by line. */
import { listRecords, showBalance, showStatement, type StatementLine } from '../../api/points'
import type { BalanceView, HomeView } from '../../api/types'
import { currentLook } from '../../core/look'
import { go } from '../../core/navigate'
import { troubleOf } from '../../core/outcome'
import { lastSeen, remember, showLastSeen } from '../../core/snapshots'
import { texts } from '../../i18n/zh-CN'
import { accountOf } from '../home/view'
import { lineOf, receiptOf, spokenReceipt, type LineView, type Receipt } from './view'

type ListState = 'loading' | 'empty' | 'error' | 'partial' | 'end'
const RECEIPTS = 1

Page({
  data: {
    look: currentLook(),
    t: texts.points,
    words: texts.home,
    account: null as ReturnType<typeof accountOf> | null,
    isSuspended: false,
    receipts: [] as Receipt[],
    spoken: [] as string[],
    isSpoken: false,
    recordState: 'loading' as ListState,
    lines: [] as LineView[],
    lineState: 'loading' as ListState,
    opened: '',
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
  },
  statement: [] as StatementLine[],
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
    if (this.data.cursor) void this.loadLines(this.data.cursor)
  },

  async load() {
    showLastSeen<BalanceView>('balance', (last) => this.showBalance(last))
    try {
      const [balance, { items }] = await Promise.all([showBalance(), listRecords(null, RECEIPTS)])
      this.showBalance(remember('balance', balance))
      const receipts = items.map(receiptOf)
      const account = this.data.account?.label.split('。')[0] ?? ''
      this.setData({
        receipts,
        spoken: [account, ...receipts.flatMap(spokenReceipt)],
        recordState: receipts.length ? 'end' : 'empty',
      })
      await this.loadLines(null)
    } catch (error) {
      this.explain(error)
    }
  },

  showBalance(balance: BalanceView) {
    const until = lastSeen<HomeView>('home')?.points?.disclosed_until
    this.setData({ account: accountOf(balance, until), isSuspended: balance.suspended })
  },

  async loadLines(cursor: string | null) {
    if (this.isLoading) return
    this.isLoading = true
    try {
      const { items, next_cursor: next } = await showStatement(cursor)
      this.statement = cursor ? [...this.statement, ...items] : items
      const lineState = next ? 'partial' : this.statement.length ? 'end' : 'empty'
      this.setData({ lines: this.statement.map(lineOf), cursor: next, lineState })
    } catch (error) {
      this.explain(error)
    } finally {
      this.isLoading = false
    }
  },

  explain(error: unknown) {
    const { kind, title, detail } = troubleOf(error)
    if (kind === 'register' || kind === 'signed-out') return go('home')
    const isLast = kind === 'unreachable' && this.data.account !== null
    this.setData({
      recordState: this.data.receipts.length ? 'end' : 'error',
      lineState: 'error',
      errorTitle: title || (isLast ? texts.states.lastSeen : ''),
      errorDetail: detail,
    })
  },

  toggleSpoken() {
    this.setData({ isSpoken: !this.data.isSpoken })
  },

  openRecord(event: WechatMiniprogram.TouchEvent) {
    go('service', { id: String(event.currentTarget.dataset.id) })
  },

  openRecords() {
    go('records')
  },

  openProposals() {
    go('proposals')
  },

  toggle(event: WechatMiniprogram.TouchEvent) {
    const id = String(event.currentTarget.dataset.id)
    this.setData({ opened: this.data.opened === id ? '' : id })
  },
})
