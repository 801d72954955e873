/** Acting for somebody: whom I asked, for whom I may, and what others did for me. */
import {
  endProxy,
  grantProxy,
  listActsForMe,
  listProxies,
  type Act,
  type Scope,
} from '../../../api/household'
import { showMe } from '../../../api/identity'
import { now } from '../../../core/clock'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { businessDate } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { actOf, dateAfter, helpersIn, SCOPES, sidesOf, type ProxyShown } from './view'

const t = texts.proxies

Page({
  data: {
    look: currentLook(),
    t,
    scopes: SCOPES,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    mine: [] as ProxyShown[],
    theirs: [] as ProxyShown[],
    helpers: [] as Array<{ id: string; name: string }>,
    helper: '',
    scope: 'redeem' as Scope,
    length: t.lengths[1]?.days ?? 0,
    acts: [] as Array<ReturnType<typeof actOf>>,
    actState: 'loading' as 'loading' | 'empty' | 'partial' | 'end' | 'error',
    cursor: null as string | null,
    said: NOTHING as Said,
    isBusy: false,
  },
  done: [] as Act[],

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor) void this.loadActs(this.data.cursor)
  },

  async load() {
    try {
      const [me, proxies] = await Promise.all([showMe(), listProxies()])
      const helpers = helpersIn(me)
      const helper = helpers.length === 1 ? (helpers[0]?.id ?? '') : this.data.helper
      this.setData({ state: 'shown', ...sidesOf(proxies, me.id), helpers, helper })
      await this.loadActs(null)
    } catch (error) {
      this.setData(unread(error, this.data.state === 'shown' ? 'shown' : null))
    }
  },

  async loadActs(cursor: string | null) {
    try {
      const { items, next_cursor: next } = await listActsForMe(cursor)
      this.done = cursor ? [...this.done, ...items] : items
      const actState = next ? 'partial' : this.done.length ? 'end' : 'empty'
      this.setData({ acts: this.done.map(actOf), cursor: next, actState })
    } catch (error) {
      const { errorTitle, errorDetail } = unread(error, null)
      this.setData({ actState: 'error', errorTitle, errorDetail })
    }
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { helper, scope, length } = event.currentTarget.dataset as Record<string, string | undefined>
    if (helper) this.setData({ helper })
    if (scope) this.setData({ scope: scope as Scope })
    if (length) this.setData({ length: Number(length) })
  },

  async give() {
    const { helper, helpers, scope, length, isBusy } = this.data
    const name = helpers.find((each) => each.id === helper)?.name
    if (!name) return this.setData(missing(t.chooseWho))
    if (isBusy) return
    const endsOn = dateAfter(businessDate(now()), length)
    await this.change(() => grantProxy(helper, scope, endsOn), t.given, fill(t.givenDetail, { name }))
  },

  async end(event: WechatMiniprogram.TouchEvent) {
    const { id, name, side } = event.currentTarget.dataset as { id: string; name: string; side: string }
    const question = fill(side === 'mine' ? t.endQuestion : t.endTheirs, { name })
    if (await confirm(question, t.endDetail, t.endYes, t.keep))
      await this.change(() => endProxy(id), t.ended, '')
  },

  async change(run: () => Promise<unknown>, title: string, detail: string) {
    this.setData({ isBusy: true, said: NOTHING })
    try {
      await run()
      this.setData(done(title, detail))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('elder', { id: String(event.currentTarget.dataset.id) })
  },
})
