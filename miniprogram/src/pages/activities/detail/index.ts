/** One activity: what it is, where I stand, and the one thing to do now. */
import { cancelSignUp, showActivity, signUp } from '../../../api/activities'
import type { ActivityView } from '../../../api/types'
import { now } from '../../../core/clock'
import { addToCalendar, askDigits, confirm, toast } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { all as scans } from '../../../core/outbox'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { directionFor } from '../../../domain/outbox'
import { activityOfPoster } from '../../../domain/poster'
import { texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'
import { askFor, prepareSubscriptions } from '../../../parts/subscribing'
import { keepDigits, scanCode } from '../../scan/scanning'
import { chosenShift, viewOf, type DetailView } from './view'

const t = texts.activity
/** The line that says how long she has been there is made anew so often. */
const TICK_MS = 30000

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    view: null as DetailView | null,
    shiftId: '',
    postId: '',
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },
  id: '',
  activity: null as ActivityView | null,
  timer: 0,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? activityOfPoster(query) ?? ''
    void prepareSubscriptions()
  },

  onShow() {
    this.setData({ look: currentLook() })
    this.timer = setInterval(() => this.refresh(), TICK_MS)
    void this.load()
  },

  onHide() {
    clearInterval(this.timer)
  },

  onUnload() {
    clearInterval(this.timer)
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    const key = `activity:${this.id}`
    try {
      this.show(remember(key, await showActivity(this.id)))
    } catch (error) {
      const trouble = troubleOf(error)
      const seen = lastSeen<ActivityView>(key)
      if (trouble.kind === 'register' || trouble.kind === 'signed-out') go('home')
      else if (seen && trouble.kind === 'unreachable') this.show(seen)
      else this.setData({ state: 'error', errorTitle: trouble.title, errorDetail: trouble.detail })
    }
  },

  show(activity: ActivityView) {
    this.activity = activity
    this.setData({ shiftId: chosenShift(activity, this.data.shiftId, now())?.id ?? '' })
    this.refresh()
  },

  refresh() {
    if (!this.activity) return
    this.setData({ state: 'shown', view: viewOf(this.activity, this.data.shiftId, scans(), now()) })
  },

  chooseShift(event: WechatMiniprogram.TouchEvent) {
    this.setData({ shiftId: String(event.currentTarget.dataset.id), postId: '' })
    this.refresh()
  },

  choosePost(event: WechatMiniprogram.TouchEvent) {
    const id = String(event.currentTarget.dataset.id)
    this.setData({ postId: this.data.postId === id ? '' : id })
  },

  async signUp() {
    const asked = askFor('activity_reminder', 'sign_up_result')
    const { shiftId, postId } = this.data
    if (shiftId) await this.act(() => signUp(this.id, shiftId, postId || undefined))
    await asked
  },

  async cancel() {
    const shift = this.activity && chosenShift(this.activity, this.data.shiftId, now())
    const signUpId = shift?.sign_up_id
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
      this.setData({ refusal: refusalOf(error) })
      if (troubleOf(error).kind === 'refused') await this.load() // it may have changed while she was looking at it
    } finally {
      this.setData({ isBusy: false })
    }
  },

  known() {
    const { short_id: shortId = '', my_part: part = null } = this.activity ?? {}
    const attendance = part ? (part.out_at ? 'checked_out' : 'checked_in') : 'none'
    return [
      { id: this.id, short_id: shortId, my_attendance: attendance as 'none' | 'checked_in' | 'checked_out' },
    ]
  },

  async scan() {
    const asked = this.data.view?.step === 'check-out' ? askFor('points_change') : Promise.resolve()
    await asked
    await scanCode(this.known())
  },

  async typeDigits() {
    if (!this.activity) return
    const { short_id: shortId } = this.activity
    const digits = await askDigits(t.digitsTitle, t.digitsHint, texts.scan.ok)
    if (digits === undefined) return
    if (!keepDigits(digits, shortId, directionFor(shortId, this.known(), scans())))
      this.setData({ refusal: { title: t.digitsWrong, detail: '' } })
  },

  async addToCalendar() {
    const activity = this.activity
    const shift = activity && chosenShift(activity, this.data.shiftId, now())
    if (!activity || !shift) return
    const isThere = await addToCalendar({
      title: activity.title,
      startsAt: shift.starts_at,
      endsAt: shift.ends_at,
      place: activity.place_name,
      notes: activity.risk_note,
    })
    toast(isThere ? t.inCalendar : t.notInCalendar)
  },

  openSubstitute() {
    const shift = this.activity && chosenShift(this.activity, this.data.shiftId, now())
    if (shift?.sign_up_id) go('offers', { signUp: shift.sign_up_id, title: this.activity?.title ?? '' })
  },

  openRecord() {
    if (this.data.view?.recordId) go('service', { id: this.data.view.recordId })
  },

  openOwnCode() {
    go('ownCode')
  },

  openFamily() {
    if (this.activity)
      go('family', { id: this.id, shortId: this.activity.short_id, title: this.activity.title })
  },

  onShareAppMessage() {
    return { title: this.activity?.title ?? '', path: `/pages/activities/detail/index?id=${this.id}` }
  },
})
