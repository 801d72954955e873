/** What is coming, day by day. */
import { listActivities, type ActivityItem } from '../../../api/activities'
import { showMe } from '../../../api/identity'
import type { MeView } from '../../../api/types'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { tagOf, type Tag } from '../../../domain/activity'
import { clock, day, dayInWords } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const PAGE = 20
const TAG_COLOURS: Record<Tag['kind'], string> = {
  mine: 'bamboo',
  waiting: 'indigo',
  in: 'bamboo',
  done: 'bamboo',
  full: 'indigo',
  few: 'persimmon',
  free: '',
  cancelled: '',
}

interface Row {
  id: string
  time: string
  until: string
  title: string
  place: string
  isHazardous: boolean
  tag: string
  tagColour: string
}

Page({
  data: {
    look: currentLook(),
    t: texts.activities,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end' | 'join',
    days: [] as Array<{ day: string; words: string; rows: Row[] }>,
    count: 0,
    cursor: null as string | null,
    errorTitle: '',
    errorDetail: '',
    joinText: texts.home.join,
    joinTitle: texts.home.joinTitle,
    joinDetail: texts.home.joinDetail,
  },
  items: [] as ActivityItem[],
  isLoading: false,

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
    if (!this.items.length) this.setData({ state: 'loading' })
    await this.fetchPage(null)
  },

  async fetchPage(cursor: string | null) {
    if (this.isLoading) return
    this.isLoading = true
    try {
      const page = await listActivities({ cursor, limit: PAGE, village_code: await ownVillage() })
      this.items = cursor ? [...this.items, ...page.items] : page.items
      if (!cursor) remember('activities', page.items)
      this.show(page.next_cursor)
    } catch (error) {
      this.explain(error)
    } finally {
      this.isLoading = false
    }
  },

  show(cursor: string | null) {
    const state = cursor ? 'partial' : this.items.length ? 'end' : 'empty'
    this.setData({ days: byDay(this.items), count: this.items.length, cursor, state })
  },

  explain(error: unknown) {
    const trouble = troubleOf(error)
    const isOut = trouble.kind === 'register' || trouble.kind === 'signed-out'
    if (isOut) return this.setData({ state: 'join' })
    this.items = this.items.length ? this.items : (lastSeen<ActivityItem[]>('activities') ?? [])
    this.setData({
      days: byDay(this.items),
      state: 'error',
      errorTitle: trouble.title || (this.items.length ? texts.states.lastSeen : ''),
      errorDetail: trouble.detail,
    })
  },

  join() {
    go('home')
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go('activity', { id: String(event.currentTarget.dataset.id) })
  },
})

/** The list is of one's own village; others' activities are reached by their codes. */
async function ownVillage(): Promise<string> {
  return lastSeen<{ me: MeView }>('home')?.me.village_code ?? (await showMe()).village_code
}

function byDay(items: ActivityItem[]): Array<{ day: string; words: string; rows: Row[] }> {
  const days: Array<{ day: string; words: string; rows: Row[] }> = []
  for (const item of items) {
    const name = day(item.starts_at)
    const words = dayInWords(item.starts_at, now())
    if (days[days.length - 1]?.day !== name)
      days.push({ day: name, words: words === name ? '' : words, rows: [] })
    days[days.length - 1].rows.push(rowOf(item))
  }
  return days
}

function rowOf(item: ActivityItem): Row {
  const tag = tagOf(item)
  return {
    id: item.id,
    time: clock(item.starts_at),
    until: fill(texts.activities.until, { time: clock(item.ends_at) }),
    title: item.title,
    place: item.place_name,
    isHazardous: item.hazardous,
    tag: fill(texts.activities.tags[tag.kind], { left: tag.left }),
    tagColour: TAG_COLOURS[tag.kind],
  }
}
