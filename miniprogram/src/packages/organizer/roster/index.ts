/** Who is there: confirm claims, enter when somebody left, take a wrong line back. */
import {
  confirmClaims,
  recordDeparture,
  undoAttendance,
  wholeAttendance,
  type AttendancePage,
} from '../api/roster'
import { now } from '../../../core/clock'
import { askText, choose, toast } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { pickerTime, wire } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'
import { deedsFor, departureAt, viewOf, type Line, type RosterView } from './view'

const t = texts.organizer.roster

Page({
  data: {
    look: currentLook(),
    t,
    cancelText: texts.organizer.cancel,
    ...STARTING,
    view: null as RosterView | null,
    departing: null as { id: string; title: string } | null,
    time: '',
    reason: '',
  },
  id: '',
  page: null as AttendancePage | null,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
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
    return load(
      this,
      `roster:${this.id}`,
      () => wholeAttendance(this.id),
      (page) => {
        this.page = page
        this.setData({ view: viewOf(page) })
      },
    )
  },

  async change(event: WechatMiniprogram.TouchEvent) {
    const line = this.data.view?.lines.find((each) => each.id === event.currentTarget.dataset.id)
    if (!line) return
    const deeds = deedsFor(line)
    if (!deeds.length) return
    const chosen = await choose(deeds.map((deed) => t[deed]))
    if (chosen === undefined) return
    const deed = deeds[chosen]
    if (deed === 'confirm') await this.confirm([line.id])
    else if (deed === 'depart') this.askDeparture(line)
    else await this.undo(line)
  },

  confirmAll() {
    return this.confirm(this.data.view?.claims ?? [])
  },

  async confirm(ids: string[]) {
    if (await act(this, () => confirmClaims(this.id, ids))) toast(t.confirmed)
    await this.load()
  },

  askDeparture(line: Line) {
    this.setData({
      departing: { id: line.id, title: fill(t.departTitle, { name: line.name }) },
      time: pickerTime(wire(now())),
      reason: t.reasons[0],
    })
  },

  onTime(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ time: event.detail.value })
  },

  onReason(event: WechatMiniprogram.TouchEvent) {
    this.setData({ reason: event.currentTarget.dataset.reason as string })
  },

  onOwnReason(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ reason: event.detail.value })
  },

  closeDeparture() {
    this.setData({ departing: null })
  },

  async saveDeparture() {
    const { departing, time, reason } = this.data
    const item = this.page?.items.find(({ id }) => id === departing?.id)
    if (!departing || !item || !reason.trim()) return
    const outAt = departureAt(item.in_at, time, now())
    if (!(await act(this, () => recordDeparture(departing.id, outAt, reason.trim())))) return
    this.setData({ departing: null })
    await this.load()
  },

  async undo(line: Line) {
    const reason = await askText(t.undoTitle, t.undoHint, t.undoYes)
    if (!reason) return
    await act(this, () => undoAttendance(line.id, reason))
    await this.load()
  },

  addByName() {
    go('adding', { id: this.id })
  },
})
