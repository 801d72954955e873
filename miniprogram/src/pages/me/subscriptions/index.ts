/** Which reminders come through WeChat, how many more, and asking for one. Nothing depends on it. */
import { listSubscriptions, reportAnswers, type Subscription } from '../../../api/messages'
import { askForReminders, openSettings } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'

const t = texts.subscriptions

interface Row {
  id: string
  label: string
  left: string
}

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'end',
    errorTitle: '',
    errorDetail: '',
    rows: [] as Row[],
    said: NOTHING as Said,
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      this.show(await listSubscriptions())
    } catch (error) {
      this.setData(unread(error, this.data.rows.length ? 'end' : null))
    }
  },

  show(subscriptions: Subscription[]) {
    const rows = subscriptions.map(rowOf)
    this.setData({ rows, state: rows.length ? 'end' : 'empty' })
  },

  async ask(event: WechatMiniprogram.TouchEvent) {
    const answers = await askForReminders([String(event.currentTarget.dataset.id)])
    const isWanted = Object.values(answers).some((answer) => answer.startsWith('accept'))
    this.setData(isWanted ? done(t.yes) : missing(t.no))
    if (!Object.keys(answers).length) return
    try {
      this.show(await reportAnswers(answers))
    } catch (error) {
      this.setData(refused(error))
    }
  },

  openSettings() {
    openSettings()
  },
})

function rowOf({ template_id: id, label, remaining }: Subscription): Row {
  return { id, label, left: remaining ? fill(t.left, { count: remaining }) : t.none }
}
