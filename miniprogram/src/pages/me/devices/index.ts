/** Where I am signed in, and ending one of them. */
import { endDevice, listDevices, type Device } from '../../../api/account'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, NOTHING, refused, unread, type Said } from '../../../parts/telling'

const t = texts.account.devices

interface Row {
  id: string
  name: string
  since: string
  seen: string
  isThis: boolean
}

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'end' | 'error',
    errorTitle: '',
    errorDetail: '',
    rows: [] as Row[],
    said: NOTHING as Said,
  },
  isBusy: false,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      const rows = (await listDevices()).map(rowOf)
      this.setData({
        rows: [...rows.filter((row) => row.isThis), ...rows.filter((row) => !row.isThis)],
        state: 'end',
      })
    } catch (error) {
      this.setData(unread(error, this.data.rows.length ? 'end' : null))
    }
  },

  async end(event: WechatMiniprogram.TouchEvent) {
    if (this.isBusy || !(await confirm(t.endQuestion, t.endDetail, t.endYes, t.keep)) || this.isBusy) return
    this.isBusy = true
    try {
      await endDevice(String(event.currentTarget.dataset.id))
      this.setData(done(t.ended))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.isBusy = false
    }
  },
})

function rowOf(device: Device): Row {
  return {
    id: device.id,
    name: t.kinds[device.kind] ?? '',
    since: fill(t.since, { day: day(device.created_at) }),
    seen: fill(t.seen, { day: day(device.last_seen_at), time: clock(device.last_seen_at) }),
    isThis: device.current,
  }
}
