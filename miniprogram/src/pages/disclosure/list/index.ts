/** One published list: what everybody did, mine first, and objecting to a line while the window is open. */
import { raiseObjection, showDisclosure } from '../../../api/disclosure'
import { showMe } from '../../../api/identity'
import type { DisclosureDetailView } from '../../../api/types'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { parse, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { windowOf } from '../board/view'
import { entriesOf, type Entry } from './view'

const t = texts.disclosure
/** Lines put on the screen at once. */
const AT_ONCE = 30

Page({
  data: {
    look: currentLook(),
    t,
    words: texts.home,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    errorTitle: '',
    errorDetail: '',
    heading: '',
    when: '',
    isOpen: false,
    rule: '',
    isRuleOpen: false,
    entries: [] as Entry[],
    total: '',
    isMember: false,
    chosen: '',
    chosenTitle: '',
    reason: '',
    said: NOTHING as Said,
    isBusy: false,
  },
  ids: { list: '', county: '' },
  all: [] as Entry[],

  onLoad({ id = '', county = '' }: Record<string, string | undefined>) {
    this.ids = { list: id, county }
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  onReachBottom() {
    this.showMore()
  },

  async load() {
    try {
      const detail = await showDisclosure(this.ids.list, this.ids.county)
      this.show(detail, await ownHousehold())
    } catch (error) {
      this.setData(unread(error, this.all.length ? 'end' : null))
    }
  },

  show(detail: DisclosureDetailView, household: string | null) {
    const list = detail.disclosure
    const isOpen = list.state === 'open' && parse(list.closes_at) > now()
    this.all = entriesOf(detail, household ?? '', isOpen)
    this.setData({
      heading: fill(t.heading, { number: list.number }),
      when: windowOf(list, now()),
      isOpen,
      rule: list.rule_summary,
      total: fill(t.lines, { count: this.all.length }),
      isMember: household !== null,
      entries: [],
      state: this.all.length ? 'partial' : 'empty',
    })
    this.showMore()
  },

  showMore() {
    const entries = this.all.slice(0, this.data.entries.length + AT_ONCE)
    if (this.all.length)
      this.setData({ entries, state: entries.length < this.all.length ? 'partial' : 'end' })
  },

  toggleRule() {
    this.setData({ isRuleOpen: !this.data.isRuleOpen })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const entry = this.all.find((each) => each.id === event.currentTarget.dataset.id)
    if (!entry) return
    const chosenTitle = fill(t.objecting, { place: entry.place })
    this.setData({ chosen: entry.id, chosenTitle, said: NOTHING })
  },

  onReason(event: WechatMiniprogram.Input) {
    this.setData({ reason: event.detail.value })
  },

  cancel() {
    this.setData({ chosen: '', said: NOTHING })
  },

  async send() {
    const { chosen, reason, isBusy } = this.data
    if (!reason.trim()) return this.setData(missing(t.missing))
    if (isBusy) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      const { answer_due_on: due } = await raiseObjection(this.ids.list, chosen, reason.trim())
      this.setData({ ...done(t.sent, fill(t.sentDetail, { day: shortDay(due) })), chosen: '', reason: '' })
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },

  seeMine() {
    go('objections')
  },
})

/** The code of one's household; "" for somebody without one, null for somebody who has not joined. */
async function ownHousehold(): Promise<string | null> {
  try {
    const me = await showMe()
    return me.household?.code ?? ''
  } catch {
    return null // the list itself is for everybody
  }
}
