/** How often people of my village came: those around me. Appearing is a choice, and can be taken back here. */
import { answerNotice, listConsents, withdrawConsent } from '../../api/account'
import { showRanking, type Of, type Period } from '../../api/disclosure'
import { showMe } from '../../api/identity'
import type { RankingView } from '../../api/types'
import { now } from '../../core/clock'
import { currentLook } from '../../core/look'
import { remember, showLastSeen } from '../../core/snapshots'
import { needsGuardian } from '../../domain/application'
import { businessDate } from '../../domain/time'
import { texts } from '../../i18n/zh-CN'
import { done, NOTHING, refused, unread, type Said } from '../../parts/telling'
import { boardOf, type BoardShown } from './view'

const t = texts.ranking
const PURPOSE = 'ranking'

interface Seen {
  board: RankingView
  isAdult: boolean
}

Page({
  data: {
    look: currentLook(),
    t,
    choices: Object.entries(t.of).map(([value, name]) => ({ value, name })),
    periods: Object.entries(t.periods).map(([value, name]) => ({ value, name })),
    of: 'volunteers' as Of,
    period: 'month' as Period,
    state: 'loading' as 'loading' | 'shown' | 'empty' | 'error',
    errorTitle: '',
    errorDetail: '',
    board: null as BoardShown | null,
    isAgreed: false,
    isAdult: true,
    said: NOTHING as Said,
    isBusy: false,
  },
  version: 0,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  async load() {
    const { of, period } = this.data
    const screen = `ranking:${of}:${period}`
    const seen = showLastSeen<Seen>(screen, (last) => this.show(last))
    try {
      const [board, consents, me] = await Promise.all([showRanking(of, period), listConsents(), showMe()])
      const standing = consents.find((consent) => consent.purpose === PURPOSE)
      this.version = standing?.current_version ?? 0
      const isAdult = !needsGuardian(me.birth_on ?? '', businessDate(now()))
      this.setData({ isAgreed: standing?.state === 'given' })
      this.show(remember<Seen>(screen, { board, isAdult }))
    } catch (error) {
      this.setData(unread(error, seen ? 'shown' : null))
    }
  },

  show({ board, isAdult }: Seen) {
    const state = board.number ? 'shown' : 'empty'
    this.setData({ board: boardOf(board, isAdult), isAdult, state })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { of, period } = event.currentTarget.dataset as Record<string, string | undefined>
    if (of) this.setData({ of: of as Of })
    if (period) this.setData({ period: period as Period })
    void this.load()
  },

  async toggle() {
    if (this.data.isBusy) return
    const { isAgreed } = this.data
    this.setData({ isBusy: true, said: NOTHING })
    try {
      if (isAgreed) await withdrawConsent(PURPOSE)
      else await answerNotice(PURPOSE, this.version, 'given')
      this.setData(done(isAgreed ? t.hidden : t.appearing))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },
})
