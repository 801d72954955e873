/** When points can be exchanged in my village, and what was handed out on days that are over. */
import { showMe } from '../../../api/identity'
import { listDays, listPickupPoints, type RedemptionDay } from '../../../api/redemption'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember } from '../../../core/snapshots'
import { clock, day, parse, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.mall.days

interface Seen {
  place: string
  coming: RedemptionDay[]
  past: RedemptionDay[]
}

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'shown',
    place: '',
    coming: [] as ReturnType<typeof rowOf>[],
    past: [] as ReturnType<typeof rowOf>[],
    errorTitle: '',
    errorDetail: '',
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
    try {
      this.show(remember('days', await fetchDays()))
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      const seen = lastSeen<Seen>('days')
      if (kind === 'register' || kind === 'signed-out') go('home')
      else if (seen && kind === 'unreachable') this.show(seen)
      else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  show({ place, coming, past }: Seen) {
    this.setData({
      place,
      coming: coming.map(rowOf),
      past: past.filter(({ state }) => state === 'planned').map(rowOf),
      state: coming.length || past.length ? 'shown' : 'empty',
    })
  },

  openBoard(event: WechatMiniprogram.TouchEvent) {
    go('board', { day: String(event.currentTarget.dataset.id) })
  },
})

async function fetchDays(): Promise<Seen> {
  const me = await showMe()
  const [point] = await listPickupPoints(me.village_code)
  if (!point) return { place: '', coming: [], past: [] }
  const [coming, past] = await Promise.all([listDays(point.id), listDays(point.id, true)])
  return { place: [point.name, point.address].filter(Boolean).join(' · '), coming, past }
}

function rowOf(each: RedemptionDay) {
  const isOpen = each.state === 'planned' && now() >= parse(each.opens_at) && now() < parse(each.closes_at)
  return {
    id: each.id,
    when: day(each.opens_at),
    span: span(each.opens_at, each.closes_at),
    note: each.note,
    now: isOpen ? fill(t.now, { time: clock(each.closes_at) }) : '',
    isCancelled: each.state === 'cancelled',
  }
}
