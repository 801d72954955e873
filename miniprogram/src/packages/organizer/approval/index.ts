/** Hours that wait for the organizer's word: odd ones one by one, clean ones together. */
import { listClaims, reject, verify, type ServiceRecord } from '../api/approval'
import { askText } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'
import { knownMe } from '../known'
import { outcomeOf, queueOf, type CleanLine, type OddCard } from './view'

const t = texts.organizer.approval
const CLEAN_SHOWN = 3

interface Seen {
  records: ServiceRecord[]
  family: string[]
  cursor: string | null
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    odd: [] as OddCard[],
    clean: [] as CleanLine[],
    own: '',
    isExpanded: false,
    cleanShown: CLEAN_SHOWN,
    passText: '',
    others: '',
    firstTitle: '',
    cleanTitle: '',
    done: '',
    rest: [] as string[],
    cursor: null as string | null,
  },
  seen: null as Seen | null,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor) void this.more()
  },

  load() {
    return load(this, 'approval', fetchQueue, (seen) => this.show(seen))
  },

  async more() {
    const { seen } = this
    if (!seen?.cursor) return
    await act(this, async () => {
      const page = await listClaims(seen.cursor)
      this.show({ ...seen, records: [...seen.records, ...page.items], cursor: page.next_cursor })
    })
  },

  show(seen: Seen) {
    this.seen = seen
    const off = new Set(this.data.clean.filter((line) => !line.isOn).map(({ id }) => id))
    const { odd, clean, own } = queueOf(seen.records, seen.family)
    this.setData({
      odd,
      clean: clean.map((line) => ({ ...line, isOn: !off.has(line.id) })),
      own: own ? fill(t.own, { count: own }) : '',
      cursor: seen.cursor,
      firstTitle: fill(t.first, { count: odd.length }),
      cleanTitle: fill(t.clean, { count: clean.length }),
      others: clean.length ? fill(t.others, { count: clean.length }) : '',
    })
    this.count()
  },

  count() {
    const count = this.data.clean.filter(({ isOn }) => isOn).length
    this.setData({ passText: count ? fill(t.passClean, { count }) : '' })
  },

  expand() {
    this.setData({ isExpanded: !this.data.isExpanded })
  },

  tick(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string }
    this.setData({
      clean: this.data.clean.map((line) => (line.id === id ? { ...line, isOn: !line.isOn } : line)),
    })
    this.count()
  },

  passClean() {
    return this.pass(this.data.clean.filter(({ isOn }) => isOn).map(({ id }) => id))
  },

  passOne(event: WechatMiniprogram.TouchEvent) {
    return this.pass([event.currentTarget.dataset.id as string])
  },

  async pass(ids: string[]) {
    this.setData({ done: '', rest: [] })
    const verdicts = await act(this, () => verify(ids))
    if (!verdicts) return
    const { passed, rest, gone } = outcomeOf(verdicts)
    this.setData({ done: passed, rest })
    this.drop(gone)
    await this.load()
  },

  async sendBack(event: WechatMiniprogram.TouchEvent) {
    const { id, name } = event.currentTarget.dataset as { id: string; name: string }
    const reason = await askText(fill(t.backTitle, { name }), t.backHint, t.backYes)
    if (!reason) return
    this.setData({ done: '', rest: [] })
    if (!(await act(this, () => reject(id, reason)))) return
    this.setData({ done: t.backDone })
    this.drop([id])
    await this.load()
  },

  /** What is decided leaves the list at once, also when the next answer takes its time. */
  drop(ids: string[]) {
    const { seen } = this
    if (seen) this.show({ ...seen, records: seen.records.filter(({ id }) => !ids.includes(id)) })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('record', { id: event.currentTarget.dataset.id as string })
  },
})

async function fetchQueue(): Promise<Seen> {
  const [me, page] = await Promise.all([knownMe(), listClaims()])
  const family = (me.household?.members ?? []).map(({ id }) => id)
  return { records: page.items, family: [...family, me.id], cursor: page.next_cursor }
}
