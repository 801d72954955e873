/** Everybody of her place: find somebody, her household number and her card. */
import { listVolunteers, type Volunteer } from '../api/people'
import { currentLook } from '../../../core/look'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'

const t = texts.organizer.people
const PAGE = 30
const TYPING_MS = 300

interface Row {
  id: string
  name: string
  detail: string
  state: string
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    typed: '',
    people: [] as Row[],
    cursor: null as string | null,
  },
  typing: 0,

  onLoad() {
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  onType(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    this.setData({ typed: event.detail.value.trim() })
    clearTimeout(this.typing)
    this.typing = setTimeout(() => void this.load(), TYPING_MS)
  },

  onReachBottom() {
    const { cursor, people, typed } = this.data
    if (!cursor) return
    void act(this, async () => {
      const page = await listVolunteers({ ...(typed ? { q: typed } : {}), limit: PAGE, cursor })
      this.setData({ people: [...people, ...page.items.map(rowOf)], cursor: page.next_cursor })
    })
  },

  load() {
    const { typed } = this.data
    return load(
      this,
      `volunteers:${typed}`,
      () => listVolunteers({ ...(typed ? { q: typed } : {}), limit: PAGE }),
      ({ items, next_cursor: cursor }) => {
        if (typed === this.data.typed) this.setData({ people: items.map(rowOf), cursor })
      },
    )
  },
})

function rowOf({
  id,
  name,
  kind,
  state,
  household_code: code,
  card_suffix: suffix,
  has_wechat: hasPhone,
}: Volunteer): Row {
  const parts = [
    t.kindsOfPeople[kind],
    code ? fill(t.household, { code }) : '',
    suffix ? fill(t.hasCard, { suffix }) : '',
    hasPhone ? '' : t.noPhone,
  ]
  return { id, name, detail: parts.filter(Boolean).join(' · '), state: t.state[state] }
}
