/** My household: who belongs to it, how to invite, who asks to join, who may spend; joining another, leaving. */
import {
  answerJoinRequest,
  askToJoin,
  changeHousehold,
  findOwnRequest,
  leaveHousehold,
  listJoinRequests,
  withdrawRequest,
} from '../../../api/household'
import { showMe } from '../../../api/identity'
import type { MeView } from '../../../api/types'
import { confirm, copyText } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { remember, showLastSeen } from '../../../core/snapshots'
import { shown } from '../../../domain/points'
import { day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { householdOf, limitOf, requestOf, type HouseholdShown } from './view'

const t = texts.household

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    home: null as HouseholdShown | null,
    requests: [] as Array<ReturnType<typeof requestOf>>,
    asked: { id: '', title: '', detail: '' },
    awaited: '',
    redeemBy: 'adults' as 'head' | 'adults',
    limit: '',
    joinCode: '',
    said: NOTHING as Said,
    isBusy: false,
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    showLastSeen<MeView>('household', (last) => this.show(last))
    try {
      const [me, requests, own] = await Promise.all([showMe(), listJoinRequests(), findOwnRequest()])
      this.show(remember('household', me))
      const asked = own && {
        id: own.id,
        title: fill(t.asked, { code: own.household_code }),
        detail: fill(t.askedDetail, { day: day(own.requested_at) }),
      }
      this.setData({ requests: requests.map(requestOf), asked: asked ?? { id: '', title: '', detail: '' } })
    } catch (error) {
      this.setData(unread(error, this.data.state === 'shown' ? 'shown' : null))
    }
  },

  show(me: MeView) {
    const code = me.awaited_household_code
    const limit = me.household?.order_limit_points
    this.setData({
      state: 'shown',
      home: householdOf(me),
      awaited: code ? fill(t.awaited, { code }) : '',
      redeemBy: me.household?.redeem_by ?? 'adults',
      limit: limit ? shown(limit) : '',
    })
  },

  /** Run something that changes the household, say what came of it, and read everything anew. */
  async change(run: () => Promise<unknown>, words: string) {
    if (this.data.isBusy) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      await run()
      this.setData(done(words))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },

  async copy() {
    const isCopied = await copyText(this.data.home?.code ?? '')
    if (!isCopied) this.setData(missing(t.notCopied))
  },

  onShareAppMessage() {
    return { title: fill(t.shareTitle, { code: this.data.home?.code ?? '' }), path: '/pages/home/index' }
  },

  async answer(event: WechatMiniprogram.TouchEvent) {
    const { id, name, answer } = event.currentTarget.dataset as { id: string; name: string; answer: string }
    const isYes = answer === 'yes'
    const question = fill(isYes ? t.agreeQuestion : t.refuseQuestion, { name })
    const detail = isYes ? t.agreeDetail : t.refuseDetail
    if (!(await confirm(question, detail, isYes ? t.agree : t.refuse, t.keep))) return
    const word = isYes ? t.agreed : t.refused
    await this.change(() => answerJoinRequest(id, isYes ? 'approval' : 'refusal'), word)
  },

  onRedeemBy(event: WechatMiniprogram.TouchEvent) {
    this.setData({ redeemBy: event.currentTarget.dataset.by as 'head' | 'adults' })
  },

  onLimit(event: WechatMiniprogram.Input) {
    this.setData({ limit: event.detail.value })
  },

  saveRules() {
    const { home } = this.data
    const head = home?.members.find((member) => member.mark.includes(t.head))
    if (home && head) void this.rule(home.id, head.id)
  },

  async makeHead(event: WechatMiniprogram.TouchEvent) {
    const { id, name } = event.currentTarget.dataset as { id: string; name: string }
    const { home } = this.data
    if (!home || !(await confirm(`${t.changeHead}：${name}`, t.newHeadDetail, t.changeHead, t.keep))) return
    await this.rule(home.id, id)
  },

  rule(householdId: string, headId: string) {
    const limit = limitOf(this.data.limit)
    if (limit === undefined) return this.setData(missing(t.limitWrong))
    const rules = { head_volunteer_id: headId, redeem_by: this.data.redeemBy, order_limit_points: limit }
    return this.change(() => changeHousehold(householdId, rules), t.saved)
  },

  onJoinCode(event: WechatMiniprogram.Input) {
    this.setData({ joinCode: event.detail.value.trim() })
  },

  join() {
    const { joinCode } = this.data
    if (!joinCode) return this.setData(missing(t.joinMissing))
    return this.change(() => askToJoin(joinCode), fill(t.asked, { code: joinCode }))
  },

  withdraw() {
    return this.change(() => withdrawRequest(this.data.asked.id), t.withdrawn)
  },

  async leave() {
    const { home } = this.data
    if (!home || !(await confirm(t.leaveQuestion, t.leaveDetail, t.leaveYes, t.keep))) return
    await this.change(() => leaveHousehold(home.id), t.left)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName)
  },
})
