/** The board of a village: every published list. Anybody may read it, also before joining. */
import { listDisclosures, type Disclosure } from '../../../api/disclosure'
import { showMe } from '../../../api/identity'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { remember, showLastSeen } from '../../../core/snapshots'
import { fill, texts } from '../../../i18n/zh-CN'
import { unread } from '../../../parts/telling'
import { rowOf, type ListRow } from './view'

const t = texts.disclosures

interface Seen {
  heading: string
  items: Disclosure[]
}

Page({
  data: {
    look: currentLook(),
    t,
    heading: '',
    isPicking: false,
    isMember: false,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    rows: [] as ListRow[],
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
  },
  village: '',
  lists: [] as Disclosure[],

  onLoad({ village = '', name = '' }: Record<string, string | undefined>) {
    this.village = village
    if (name) this.setData({ heading: fill(t.village, { name }) })
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor) void this.fetchPage(this.data.cursor)
  },

  async load() {
    if (!this.village)
      showLastSeen<Seen>('disclosures', ({ items, heading }) => this.show(items, heading, null))
    if (await this.findVillage()) await this.fetchPage(null)
  },

  /** One's own village; whoever has none yet chooses one. */
  async findVillage(): Promise<boolean> {
    if (this.village) return true
    try {
      const me = await showMe()
      this.village = me.village_code
      this.setData({ heading: fill(t.village, { name: me.village_name ?? '' }), isMember: true })
      return true
    } catch (error) {
      const { kind } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') this.setData({ isPicking: true })
      else this.setData(unread(error, this.lists.length ? 'end' : null))
      return false
    }
  },

  onVillage(event: WechatMiniprogram.CustomEvent<{ code: string; name: string }>) {
    const { code, name } = event.detail
    this.village = code
    const village = name.split(' ').pop() ?? ''
    this.setData({ isPicking: false, heading: fill(t.village, { name: village }), state: 'loading' })
    void this.fetchPage(null)
  },

  async fetchPage(cursor: string | null) {
    try {
      const { items, next_cursor: next } = await listDisclosures(this.village, cursor)
      const lists = cursor ? [...this.lists, ...items] : items
      this.show(lists, this.data.heading, next)
      if (!cursor) remember<Seen>('disclosures', { heading: this.data.heading, items })
    } catch (error) {
      this.setData(unread(error, this.lists.length ? 'end' : null))
    }
  },

  show(lists: Disclosure[], heading: string, cursor: string | null) {
    this.lists = lists
    const state = cursor ? 'partial' : lists.length ? 'end' : 'empty'
    this.setData({ heading, rows: lists.map((list) => rowOf(list, now())), cursor, state })
  },

  openList(event: WechatMiniprogram.TouchEvent) {
    const { id, county } = event.currentTarget.dataset as { id: string; county: string }
    go('disclosure', { id, county })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName)
  },
})
