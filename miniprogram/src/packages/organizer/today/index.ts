/** The organizer's day: what runs now, what waits for her, what comes next. */
import { showOrganizerDay, type OrganizerDay } from '../api/organizing'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go, goInstead, type PageName } from '../../../core/navigate'
import { showLastSeen } from '../../../core/snapshots'
import type { MeView } from '../../../api/types'
import { texts } from '../../../i18n/zh-CN'
import { load, STARTING } from '../acting'
import { freshMe, isOnlyKeeper, knownMe } from '../known'
import { hasKey, keepKeyOf } from '../keys'
import { isRunning, viewOf, type TodayView } from './view'

const DAY_MS = 24 * 3600000
const t = texts.organizer.today

interface Seen {
  me: MeView
  organizing: OrganizerDay
}

Page({
  data: { look: currentLook(), t, ...STARTING, view: null as TodayView | null, isReady: false },

  onShow() {
    this.setData({ look: currentLook() })
    if (!this.data.view) showLastSeen<Seen>('organizer-today', (last) => this.show(last))
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    await load(this, 'organizer-today', fetchDay, (seen) => this.show(seen))
    if (this.data.state !== 'error') return
    const me = await knownMe().catch(() => null) // without network the page says so already
    if (me && isOnlyKeeper(me)) goInstead('counter')
  },

  show({ me, organizing }: Seen) {
    const view = viewOf(organizing, me.name, now())
    this.setData({ state: 'shown', view, isReady: view.running !== null && hasKey(view.running.id) })
    if (!this.data.isOld) void this.fetchKeys(organizing)
  },

  /** Fetch the keys of what begins within a day, so that codes can be shown without network. */
  async fetchKeys({ activities }: OrganizerDay) {
    const soon = activities.filter(
      (each) =>
        each.state === 'published' && (isRunning(each, now()) || isWithinADay(Date.parse(each.starts_at))),
    )
    for (const activity of soon) await keepKeyOf(activity.id, activity.title).catch(() => undefined) // asked again when she opens the code
    const { view } = this.data
    if (view?.running) this.setData({ isReady: hasKey(view.running.id) })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { page, query } = event.currentTarget.dataset as { page: PageName; query?: Record<string, string> }
    go(page, query)
  },

  openRunning(event: WechatMiniprogram.TouchEvent) {
    const { page } = event.currentTarget.dataset as { page: PageName }
    if (this.data.view?.running) go(page, { id: this.data.view.running.id })
  },
})

function isWithinADay(startsAt: number): boolean {
  return startsAt >= now() && startsAt < now() + DAY_MS
}

async function fetchDay(): Promise<Seen> {
  const [me, organizing] = await Promise.all([freshMe(), showOrganizerDay()])
  return { me, organizing }
}
