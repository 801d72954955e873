/** One service: its sum, where it stands, its course, and 算得不对？ */
import { showHome } from '../../../api/home'
import { disputeRecord, showRecord, showRule } from '../../../api/points'
import type { HomeView, RecordDetailView } from '../../../api/types'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'
import { receiptOf, spokenReceipt, type Receipt } from '../../points/view'
import { courseOf, mayDispute, ruleOf, type Step } from './view'

const t = texts.record

Page({
  data: {
    look: currentLook(),
    t,
    aloudText: texts.points.aloud,
    state: 'loading' as 'loading' | 'shown' | 'error',
    receipt: null as Receipt | null,
    course: [] as Step[],
    rule: null as ReturnType<typeof ruleOf> | null,
    isDisputed: false,
    mayDispute: false,
    isWriting: false,
    words: '',
    spoken: [] as string[],
    isSpoken: false,
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },
  id: '',
  detail: null as RecordDetailView | null,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    const key = `record:${this.id}`
    try {
      const home = lastSeen<HomeView>('home') ?? remember('home', await showHome())
      this.show(remember(key, await showRecord(this.id)), home.id)
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      const seen = lastSeen<RecordDetailView>(key)
      if (seen && kind === 'unreachable') this.show(seen, '')
      else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  show(detail: RecordDetailView, ownId: string) {
    this.detail = detail
    const receipt = receiptOf(detail.record)
    this.setData({
      state: 'shown',
      receipt,
      course: courseOf(detail.decisions),
      isDisputed: detail.record.state === 'disputed',
      mayDispute: mayDispute(detail.record, ownId),
      spoken: spokenReceipt(receipt),
    })
  },

  write() {
    this.setData({ isWriting: true, refusal: { title: '', detail: '' } })
  },

  stopWriting() {
    this.setData({ isWriting: false })
  },

  type(event: WechatMiniprogram.Input) {
    this.setData({ words: event.detail.value })
  },

  async dispute() {
    const words = this.data.words.trim()
    if (!words) return this.setData({ refusal: { title: t.disputeMissing, detail: '' } })
    if (this.data.isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await disputeRecord(this.id, words)
      this.setData({ isWriting: false, words: '' })
      await this.load()
    } catch (error) {
      this.refuse(error)
    } finally {
      this.setData({ isBusy: false })
    }
  },

  async toggleRule() {
    if (this.data.rule) return this.setData({ rule: null })
    try {
      if (this.detail) this.setData({ rule: ruleOf(await showRule(this.detail.record.site_id)) })
    } catch (error) {
      this.refuse(error)
    }
  },

  refuse(error: unknown) {
    this.setData({ refusal: refusalOf(error) })
  },

  toggleSpoken() {
    this.setData({ isSpoken: !this.data.isSpoken })
  },

  openActivity() {
    if (this.detail) go('activity', { id: this.detail.record.activity_id })
  },
})
