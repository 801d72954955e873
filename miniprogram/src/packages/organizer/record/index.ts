/** One record with its evidence: the sum, what was decided before, and a way to make it shorter. */
import { shorten, showRecord, type RecordDetailView } from '../api/approval'
import { currentLook } from '../../../core/look'
import { goBack } from '../../../core/navigate'
import { day, duration, instantAt, pickerTime, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'
import { evidenceOf, whyOf } from '../approval/view'

const t = texts.organizer.approval
const MINUTE_MS = 60000

Page({
  data: {
    look: currentLook(),
    t,
    okText: texts.scan.ok,
    ...STARTING,
    view: {
      name: '',
      what: '',
      why: '',
      evidence: '',
      reason: '',
      sum: [] as string[],
      decisions: [] as Array<{ key: string; label: string; reason: string; at: string }>,
      isOpen: false,
    },
    from: '',
    until: '',
    reason: '',
    result: '',
    isSaved: false,
  },
  id: '',
  detail: null as RecordDetailView | null,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  load() {
    return load(
      this,
      `record:${this.id}`,
      () => showRecord(this.id),
      (detail) => this.show(detail),
    )
  },

  show(detail: RecordDetailView) {
    this.detail = detail
    const { record, decisions } = detail
    this.setData({
      view: {
        name: record.volunteer_name,
        what: fill(t.on, { day: day(record.started_at), title: record.activity_title }),
        why: whyOf(record),
        evidence: evidenceOf(record),
        reason: record.reason ? fill(t.byReason, { reason: record.reason }) : '',
        sum: record.explanation,
        decisions: decisions.map(({ label, reason, decided_at: at }) => ({
          key: at,
          label,
          reason: reason ?? '',
          at: `${day(at)} ${span(at, at).split('–')[0]}`,
        })),
        isOpen: record.state === 'claimed',
      },
      from: pickerTime(record.started_at),
      until: pickerTime(record.ended_at),
    })
    this.reckon()
  },

  onTime(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const { field } = event.currentTarget.dataset as { field: 'from' | 'until' }
    this.setData({ [field]: event.detail.value })
    this.reckon()
  },

  onReason(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ reason: event.detail.value })
  },

  /** The stretch she has set: an untouched end keeps its seconds. */
  stretch(): [string, string] {
    const record = this.detail?.record
    if (!record) return ['', '']
    const { from, until } = this.data
    return [
      from === pickerTime(record.started_at) ? record.started_at : instantAt(record.started_at, from),
      until === pickerTime(record.ended_at) ? record.ended_at : instantAt(record.started_at, until),
    ]
  },

  reckon() {
    const [startedAt, endedAt] = this.stretch()
    const minutes = Math.floor((Date.parse(endedAt) - Date.parse(startedAt)) / MINUTE_MS)
    this.setData({ result: minutes > 0 ? fill(t.result, { duration: duration(minutes) }) : t.timesWrong })
  },

  async save() {
    const [startedAt, endedAt] = this.stretch()
    const reason = this.data.reason.trim()
    const problem = endedAt <= startedAt ? t.timesWrong : reason ? '' : t.reasonMissing
    if (problem) return this.setData({ refusal: { title: problem, detail: '' } })
    if (!(await act(this, () => shorten(this.id, startedAt, endedAt, reason)))) return
    this.setData({ isSaved: true })
  },

  ok() {
    goBack()
  },
})
