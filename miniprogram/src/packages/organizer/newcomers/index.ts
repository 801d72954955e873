/** People who registered themselves and wait for somebody who knows them. */
import { confirmRegistration, listVolunteers, refuseRegistration, type Volunteer } from '../api/people'
import { askText, toast } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'

const t = texts.organizer.people

interface Newcomer {
  id: string
  name: string
  detail: string
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    people: [] as Newcomer[],
    cursor: null as string | null,
    done: '',
  },

  onLoad() {
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    const { cursor, people } = this.data
    if (!cursor) return
    void act(this, async () => {
      const page = await listVolunteers({ state: 'registered', limit: 50, cursor })
      this.setData({ people: [...people, ...page.items.map(newcomerOf)], cursor: page.next_cursor })
    })
  },

  load() {
    return load(
      this,
      'newcomers',
      () => listVolunteers({ state: 'registered', limit: 50 }),
      ({ items, next_cursor: cursor }) => this.setData({ people: items.map(newcomerOf), cursor }),
    )
  },

  async confirm(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string }
    this.setData({ done: '' })
    if (!(await act(this, async () => (await confirmRegistration(id), true)))) return
    this.setData({ done: t.confirmed })
    await this.load()
  },

  async refuse(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string }
    const reason = await askText(t.notOursTitle, t.notOursHint, t.notOurs)
    if (!reason) return
    this.setData({ done: '' })
    if (!(await act(this, async () => (await refuseRegistration(id, reason), true)))) return
    toast(t.refused)
    await this.load()
  },
})

function newcomerOf({ id, name, kind, household_code: code }: Volunteer): Newcomer {
  return { id, name, detail: `${t.kindsOfPeople[kind]} · ${code ? fill(t.household, { code }) : t.founds}` }
}
