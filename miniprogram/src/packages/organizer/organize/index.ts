/** One activity of hers: where it stands, and everything that can be done with it. */
import { showActivity } from '../../../api/activities'
import { cancelActivity, closeActivity, publishActivity, unpublishActivity } from '../api/organizing'
import { listAttendance, listSignUps } from '../api/roster'
import { now } from '../../../core/clock'
import { askText, confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, goInstead, type PageName } from '../../../core/navigate'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'
import { viewOf, type Managed, type OrganizeView } from './view'

const t = texts.organizer.activity
const no = texts.organizer.cancel

Page({
  data: { look: currentLook(), t, ...STARTING, view: null as OrganizeView | null, done: '' },
  id: '',
  managed: null as Managed | null,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    const show = (managed: Managed): void => {
      this.managed = managed
      this.setData({ view: viewOf(managed, now()) })
    }
    return load(this, `organize:${this.id}`, () => fetchManaged(this.id), show)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    go(event.currentTarget.dataset.page as PageName, { id: this.id })
  },

  again() {
    go('publish', { copy: this.id })
  },

  edit() {
    go('publish', { edit: this.id })
  },

  toApproval() {
    goInstead('approval')
  },

  async publish() {
    await this.change(() => publishActivity(this.id))
  },

  async unpublish() {
    if (await confirm(t.unpublishQuestion, t.unpublishDetail, t.unpublishYes, no))
      await this.change(() => unpublishActivity(this.id))
  },

  async cancel() {
    const reason = await askText(t.cancelTitle, t.cancelHint, t.cancelYes, no)
    if (!reason) return
    if (await this.change(() => cancelActivity(this.id, reason))) this.setData({ done: t.cancelDone })
  },

  async close() {
    const count = this.managed?.counts.present ?? 0
    const detail = count ? fill(t.closeDetail, { count }) : t.closeDetailNone
    if (!(await confirm(t.closeQuestion, detail, t.closeYes, no))) return
    const closed = await this.change(() => closeActivity(this.id))
    if (closed) this.setData({ done: fill(t.closed, { count: closed.claimed }) })
  },

  /** Do something about it and show it anew. */
  async change<T>(run: () => Promise<T>): Promise<T | undefined> {
    this.setData({ done: '' })
    const answer = await act(this, run)
    if (answer) await this.load()
    return answer
  },
})

async function fetchManaged(id: string): Promise<Managed> {
  const [activity, signUps, { counts }] = await Promise.all([
    showActivity(id),
    listSignUps(id),
    listAttendance(id),
  ])
  return { activity, signUps, counts }
}
