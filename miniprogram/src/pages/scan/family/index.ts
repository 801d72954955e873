/** Signing in family members who have no phone with them: each with a scan of her own. */
import { showHome } from '../../../api/home'
import { listProxies, type Proxy } from '../../../api/household'
import type { HomeView } from '../../../api/types'
import { currentLook } from '../../../core/look'
import { go, wordsIn } from '../../../core/navigate'
import { all as scans } from '../../../core/outbox'
import { troubleOf } from '../../../core/outcome'
import { lastSeen, remember, showLastSeen } from '../../../core/snapshots'
import { directionFor } from '../../../domain/outbox'
import { texts } from '../../../i18n/zh-CN'
import { scanFor } from '../scanning'
import { rowOf, type Row } from './view'

Page({
  data: {
    look: currentLook(),
    t: texts.helpFamily,
    title: '',
    state: 'loading' as 'loading' | 'shown' | 'empty' | 'error',
    rows: [] as Row[],
    errorTitle: '',
    errorDetail: '',
  },
  shortId: '',
  people: [] as Proxy[],

  onLoad(query: Record<string, string | undefined>) {
    this.shortId = query.shortId ?? ''
    this.setData({ title: wordsIn(query.title) })
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    const seen = showLastSeen<Proxy[]>('whom-i-sign-in', (last) => this.show(last))
    try {
      const home = lastSeen<HomeView>('home') ?? remember('home', await showHome())
      const asked = (await listProxies()).filter(
        ({ scope, proxy_id: id }) => scope === 'check_in' && id === home.id,
      )
      this.show(remember('whom-i-sign-in', asked))
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      if (!seen) this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  show(people: Proxy[]) {
    this.people = people
    const rows = people.map((person) => rowOf(person, this.shortId, scans()))
    this.setData({ rows, state: rows.length ? 'shown' : 'empty' })
  },

  async scan(event: WechatMiniprogram.TouchEvent) {
    const person = this.people.find(({ volunteer_id: id }) => id === event.currentTarget.dataset.id)
    if (!person) return
    const { volunteer_id: id, volunteer_name: name } = person
    await scanFor({ id, name }, (shortId) => directionFor(shortId, [], scans(), id))
  },

  openProxies() {
    go('proxies')
  },
})
