/** The secret address with which the phone's own calendar follows my activities. */
import { makeCalendarLink, showCalendarLink, stopCalendarLink } from '../../../api/calendar'
import type { CalendarLinkView } from '../../../api/types'
import { confirm, copyText } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'

const t = texts.calendar

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    url: '',
    since: '',
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      this.show(await showCalendarLink())
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  show(link: CalendarLinkView) {
    const since = link.made_at ? fill(t.since, { day: day(link.made_at) }) : ''
    this.setData({ state: 'shown', url: link.url ?? '', since })
  },

  async make() {
    await this.act(async () => this.show(await makeCalendarLink()))
  },

  async copy() {
    await copyText(this.data.url)
  },

  async stop() {
    if (!(await confirm(t.stopQuestion, t.stopDetail, t.stopYes, t.stopNo))) return
    await this.act(async () => {
      await stopCalendarLink()
      this.show({ url: null, made_at: null })
    })
  },

  async act(run: () => Promise<void>) {
    if (this.data.isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await run()
    } catch (error) {
      this.setData({ refusal: refusalOf(error) })
    } finally {
      this.setData({ isBusy: false })
    }
  },
})
