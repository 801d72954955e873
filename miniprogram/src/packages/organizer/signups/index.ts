/** Sign-ups of an activity: agree or refuse, give posts, give more places. */
import { showActivity, type Shift } from '../../../api/activities'
import { changeCapacity } from '../api/organizing'
import { assignPost, decideSignUp, listSignUps, type SignedUp } from '../api/roster'
import { askText, choose, toast } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'
import { postChoices, shiftsOf, type ShiftView } from './view'

const t = texts.organizer.people
const MOST_PLACES = 1000

interface Seen {
  title: string
  shifts: Shift[]
  signUps: SignedUp[]
}

Page({
  data: { look: currentLook(), t, ...STARTING, title: '', shifts: [] as ShiftView[], isEmpty: false },
  id: '',
  seen: null as Seen | null,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    const show = (seen: Seen): void => {
      this.seen = seen
      this.setData({
        title: seen.title,
        shifts: shiftsOf(seen.shifts, seen.signUps),
        isEmpty: seen.signUps.length === 0,
      })
    }
    return load(this, `sign-ups:${this.id}`, () => fetchSignUps(this.id), show)
  },

  approve(event: WechatMiniprogram.TouchEvent) {
    return this.decide(event.currentTarget.dataset.id as string, true, null)
  },

  async refuse(event: WechatMiniprogram.TouchEvent) {
    const reason = await askText(t.refuseTitle, t.refuseHint, t.refuseYes)
    if (reason) await this.decide(event.currentTarget.dataset.id as string, false, reason)
  },

  async decide(id: string, isApproved: boolean, reason: string | null) {
    if (!(await act(this, () => decideSignUp(id, isApproved, reason)))) return
    toast(isApproved ? t.approved : t.refused)
    await this.load()
  },

  async choosePost(event: WechatMiniprogram.TouchEvent) {
    const { id, shift: shiftId } = event.currentTarget.dataset as { id: string; shift: string }
    const shift = this.seen?.shifts.find((each) => each.id === shiftId)
    if (!shift) return
    const chosen = await choose(postChoices(shift))
    if (chosen === undefined) return
    await act(this, () => assignPost(id, shift.posts[chosen]?.id ?? null))
    await this.load()
  },

  async changePlaces(event: WechatMiniprogram.TouchEvent) {
    const { shift, capacity } = event.currentTarget.dataset as { shift: string; capacity: number }
    const typed = await askText(
      t.capacityTitle,
      fill(t.capacityHint, { capacity }),
      texts.organizer.roster.save,
    )
    if (!typed) return
    const wanted = Number(typed)
    if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_PLACES)
      return this.setData({ refusal: { title: t.capacityWrong, detail: '' } })
    if (await act(this, () => changeCapacity(shift, wanted))) await this.load()
  },
})

async function fetchSignUps(id: string): Promise<Seen> {
  const [{ title, shifts }, signUps] = await Promise.all([showActivity(id), listSignUps(id)])
  return { title, shifts, signUps }
}
