/** One activity: what it is, where I stand, and the one thing to do now. */
import {
  cancelSignUp,
  listActivities,
  showActivity,
  signUp,
  type ActivityItem,
} from '../../../api/activities'
import type { ActivityView } from '../../../api/types'
import { now } from '../../../core/clock'
import { askDigits, confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { all as scans } from '../../../core/outbox'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { shiftFor } from '../../../domain/activity'
import { directionFor } from '../../../domain/outbox'
import { texts } from '../../../i18n/zh-CN'
import { keepDigits, scanCode } from '../../scan/scanning'
import { viewOf, type DetailView } from './view'

const t = texts.activity
type Attendance = ActivityItem['my_attendance']

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    view: null as DetailView | null,
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },
  id: '',
  activity: null as ActivityView | null,
  attendance: 'none' as Attendance,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    const key = `activity:${this.id}`
    try {
      const [activity, attendance] = await Promise.all([showActivity(this.id), attendanceAt(this.id)])
      remember(key, { activity, attendance })
      this.show(activity, attendance)
    } catch (error) {
      const trouble = troubleOf(error)
      const seen = lastSeen<{ activity: ActivityView; attendance: Attendance }>(key)
      if (seen && trouble.kind === 'unreachable') this.show(seen.activity, seen.attendance)
      else this.setData({ state: 'error', errorTitle: trouble.title, errorDetail: trouble.detail })
    }
  },

  show(activity: ActivityView, attendance: Attendance) {
    this.activity = activity
    this.attendance = attendance
    this.setData({ state: 'shown', view: viewOf(activity, attendance, scans(), now()) })
  },

  async signUp() {
    const shift = this.activity && shiftFor(this.activity.shifts, now())
    if (shift) await this.act(() => signUp(this.id, shift.id))
  },

  async cancel() {
    const signUpId = this.activity && shiftFor(this.activity.shifts, now())?.sign_up_id
    if (!signUpId || !(await confirm(t.cancelQuestion, t.cancelDetail, t.cancelYes, t.cancelNo))) return
    await this.act(() => cancelSignUp(signUpId))
  },

  /** Do something and show the activity anew; a refusal is shown in place. */
  async act(run: () => Promise<unknown>) {
    if (this.data.isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await run()
      await this.load()
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') go('home')
      else
        this.setData({
          refusal: { title: title || texts.states.errorTitle, detail: detail || texts.states.errorDetail },
        })
    } finally {
      this.setData({ isBusy: false })
    }
  },

  scan() {
    if (this.activity) void scanCode([{ short_id: this.activity.short_id, my_attendance: this.attendance }])
  },

  async typeDigits() {
    if (!this.activity) return
    const { short_id: shortId } = this.activity
    const digits = await askDigits(t.digitsTitle, t.digitsHint, texts.scan.ok)
    if (digits === undefined) return
    const direction = directionFor(shortId, [{ short_id: shortId, my_attendance: this.attendance }], scans())
    if (!keepDigits(digits, shortId, direction))
      this.setData({ refusal: { title: t.digitsWrong, detail: '' } })
  },

  onShareAppMessage() {
    return { title: this.activity?.title ?? '', path: `/pages/activities/detail/index?id=${this.id}` }
  },
})

/** The list knows where I stand today; the activity itself does not say. */
async function attendanceAt(id: string): Promise<Attendance> {
  const { items } = await listActivities({ limit: 50 })
  return items.find((item) => item.id === id)?.my_attendance ?? 'none'
}
