/** Enter somebody by name who has no phone with her, or register her on the spot; half a minute each. */
import { listVolunteers, registerInPerson } from '../api/people'
import { listSignUps, recordByName, wholeAttendance, type ByName } from '../api/roster'
import { now } from '../../../core/clock'
import { vibrate } from '../../../core/device'
import { ApiError } from '../../../core/errors'
import { currentLook } from '../../../core/look'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { businessDate, clock, instantOn, pickerTime, wire } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, NO_REFUSAL, refusalOf } from '../acting'
import { knownMe, villageOf } from '../known'
import { expected, found, type Person } from './view'

const t = texts.organizer.adding
const FOUND_AT_MOST = 20
const TYPING_MS = 300
const EMPTY_NEWCOMER = { name: '', household: '', phone: '' }

Page({
  data: {
    look: currentLook(),
    t,
    typed: '',
    people: [] as Person[],
    heading: '',
    chosen: null as Person | null,
    isWalkIn: false,
    newcomer: { ...EMPTY_NEWCOMER },
    isTwin: false,
    reason: t.reasons[0],
    isEarlier: false,
    inTime: '',
    hasLeft: false,
    outTime: '',
    isBusy: false,
    refusal: NO_REFUSAL,
    done: [] as Array<{ key: string; text: string }>,
  },
  id: '',
  village: '',
  waiting: [] as Person[],
  typing: 0,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    void this.prepare()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  /** The list of those who are expected saves most of the typing. */
  async prepare() {
    const heading = t.signedUp
    try {
      const [signUps, { items }, me] = await Promise.all([
        listSignUps(this.id),
        wholeAttendance(this.id),
        knownMe(),
      ])
      this.village = villageOf(me)
      this.waiting = remember(`expected:${this.id}`, expected(signUps, items))
      this.setData({ refusal: NO_REFUSAL })
    } catch (error) {
      this.waiting = lastSeen<Person[]>(`expected:${this.id}`) ?? []
      this.explain(error)
    }
    if (!this.data.typed) this.setData({ people: this.waiting, heading: this.waiting.length ? heading : '' })
  },

  explain(error: unknown) {
    const isAway = troubleOf(error).kind === 'unreachable'
    this.setData({ refusal: isAway ? { title: t.waiting, detail: t.waitingDetail } : refusalOf(error) })
  },

  onType(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const typed = event.detail.value.trim()
    this.setData({ typed })
    clearTimeout(this.typing)
    this.typing = setTimeout(() => void this.search(typed), TYPING_MS)
  },

  async search(typed: string) {
    if (!typed) return this.setData({ people: this.waiting, heading: this.waiting.length ? t.signedUp : '' })
    try {
      const query = { q: typed, state: 'active', limit: FOUND_AT_MOST } as const
      const { items } = await listVolunteers(this.village ? { ...query, place_code: this.village } : query)
      if (typed !== this.data.typed) return
      const people = found(items)
      const heading = people.length ? fill(t.found, { count: people.length }) : ''
      this.setData({ people, heading, refusal: NO_REFUSAL })
    } catch (error) {
      this.explain(error)
    }
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const chosen = this.data.people.find(({ id }) => id === event.currentTarget.dataset.id)
    if (chosen) this.begin({ chosen, isWalkIn: false })
  },

  walkIn() {
    this.begin({ chosen: null, isWalkIn: true, newcomer: { ...EMPTY_NEWCOMER, name: this.data.typed } })
  },

  begin(what: object) {
    const time = pickerTime(wire(now()))
    const fresh = {
      reason: t.reasons[0],
      isEarlier: false,
      hasLeft: false,
      isTwin: false,
      refusal: NO_REFUSAL,
    }
    this.setData({ ...fresh, inTime: time, outTime: time, ...what })
  },

  back() {
    this.setData({ chosen: null, isWalkIn: false, refusal: NO_REFUSAL })
  },

  onReason(event: WechatMiniprogram.TouchEvent) {
    this.setData({ reason: event.currentTarget.dataset.reason as string })
  },

  onField(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const { field } = event.currentTarget.dataset as { field: keyof typeof EMPTY_NEWCOMER }
    this.setData({ newcomer: { ...this.data.newcomer, [field]: event.detail.value }, isTwin: false })
  },

  onEarlier(event: WechatMiniprogram.CustomEvent<{ value: boolean }>) {
    this.setData({ isEarlier: event.detail.value })
  },

  onLeft(event: WechatMiniprogram.CustomEvent<{ value: boolean }>) {
    this.setData({ hasLeft: event.detail.value })
  },

  onInTime(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ inTime: event.detail.value })
  },

  onOutTime(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ outTime: event.detail.value })
  },

  async record() {
    const { chosen } = this.data
    if (chosen) await act(this, () => this.enter(chosen.id, chosen.name))
  },

  async register() {
    await act(this, async () => {
      const { name, household, phone } = this.data.newcomer
      const body = {
        name: name.trim(),
        village_code: this.village,
        ...(household.trim() ? { household_code: household.trim() } : {}),
        ...(phone.trim() ? { phone: phone.trim() } : {}),
        ...(this.data.isTwin ? { somebody_else: true } : {}),
      }
      try {
        await this.enter(await registerInPerson(body), body.name)
      } catch (error) {
        if (error instanceof ApiError && error.code === 'possible_duplicate') this.setData({ isTwin: true })
        throw error
      }
    })
  },

  async enter(volunteerId: string, name: string) {
    const { reason, isEarlier, inTime, hasLeft, outTime } = this.data
    const today = businessDate(now())
    const inAt = isEarlier ? instantOn(today, inTime) : wire(now())
    const body: ByName = { volunteer_id: volunteerId, in_at: inAt, reason }
    if (isEarlier && hasLeft) body.out_at = instantOn(today, outTime)
    await recordByName(this.id, body)
    vibrate()
    this.finish(name, body)
  },

  finish(name: string, { volunteer_id: key, in_at: inAt, out_at: outAt }: ByName) {
    const words = outAt ? t.recordedBoth : this.data.isWalkIn ? t.registered : t.recorded
    const text = fill(words, { name, time: clock(inAt), in: clock(inAt), out: outAt ? clock(outAt) : '' })
    this.waiting = this.waiting.filter((person) => person.id !== key)
    this.setData({
      done: [{ key, text }, ...this.data.done],
      chosen: null,
      isWalkIn: false,
      typed: '',
      people: this.waiting,
      heading: this.waiting.length ? t.signedUp : '',
    })
  },
})
