/** The queue: what waits on this phone, what has arrived, and what the service did not take and why. */
import type { HomeView } from '../../../api/types'
import { toast } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { online, onNetworkChange } from '../../../core/network'
import * as outbox from '../../../core/outbox'
import { lastSeen } from '../../../core/snapshots'
import { instantOf, waiting, type Scan } from '../../../domain/outbox'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.outbox

interface Row {
  nonce: string
  icon: string
  title: string
  detail: string
  tag: string
  colour: string
}

Page({
  data: {
    look: currentLook(),
    t,
    isOnline: true,
    isBusy: false,
    waitingTitle: '',
    waitingRows: [] as Row[],
    settledRows: [] as Row[],
  },
  stop: () => undefined as void,

  onLoad() {
    this.stop = onNetworkChange(() => this.refresh())
  },

  onUnload() {
    this.stop()
  },

  onShow() {
    this.setData({ look: currentLook() })
    this.refresh()
  },

  refresh() {
    const scans = outbox.all()
    const waitingScans = waiting(scans)
    this.setData({
      isOnline: online(),
      waitingTitle: fill(t.waiting, { count: waitingScans.length }),
      waitingRows: waitingScans.map(rowOf),
      settledRows: scans.filter((scan) => scan.state !== 'waiting').map(rowOf),
    })
  },

  async upload() {
    if (this.data.isBusy) return
    this.setData({ isBusy: true })
    const count = await outbox.upload()
    this.setData({ isBusy: false })
    this.refresh()
    toast(count ? t.done : t.stillOffline)
  },
})

/** The name of an activity this phone has seen, for scans the service has not answered yet. */
function titleOf(scan: Scan): string | undefined {
  return lastSeen<HomeView>('home')?.activities.find(({ short_id: id }) => id === scan.shortId)?.title
}

function rowOf(scan: Scan): Row {
  const at = instantOf(scan)
  const direction = texts.scan[scan.direction]
  const title = fill(t.row, { direction, time: clock(at) })
  const activity = scan.attendance?.title ?? titleOf(scan) ?? t.unknownActivity
  const who = scan.forPerson ? fill(t.forPerson, { name: scan.forPerson.name }) : ''
  const base = { nonce: scan.nonce, title, detail: [day(at), who, activity].filter(Boolean).join(' · ') }
  if (scan.state === 'waiting') return { ...base, icon: 'clock', tag: t.waitingTag, colour: 'indigo' }
  if (scan.state === 'refused') {
    const detail = [scan.title, scan.detail].filter(Boolean).join('。')
    const words = [day(at), who, detail.replace(/。$/, '')].filter(Boolean).join(' · ')
    return {
      ...base,
      detail: `${words}。${scan.code.startsWith('already_') ? t.countedDetail : t.refusedDetail}`,
      icon: 'info',
      tag: t.refusedTag,
      colour: 'persimmon',
    }
  }
  if (scan.attendance && !scan.attendance.confirmed)
    return {
      ...base,
      detail: `${base.detail}。${t.confirmDetail}`,
      icon: 'info',
      tag: t.confirmTag,
      colour: 'persimmon',
    }
  return { ...base, icon: 'check', tag: t.arrivedTag, colour: 'bamboo' }
}
