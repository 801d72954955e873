/** Points given or taken otherwise than for hours, with their reasons, and the household's own words before a deduction. */
import { appeal, listProposals, type Proposal } from '../../../api/points'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { hundredths, shown, shownChange } from '../../../domain/points'
import { shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'

const t = texts.proposals
const COLOURS: Record<Proposal['state'], string> = { proposed: 'indigo', approved: 'bamboo', rejected: '' }

interface Row {
  id: string
  points: string
  tag: string
  colour: string
  lines: string[]
  mayAppeal: boolean
}

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'partial' | 'end' | 'error',
    rows: [] as Row[],
    cursor: null as string | null,
    writing: '',
    words: '',
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  onReachBottom() {
    if (this.data.cursor) void this.load(this.data.cursor)
  },

  async load(cursor: string | null = null) {
    try {
      const page = await listProposals(typeof cursor === 'string' ? cursor : null)
      const rows = [...(typeof cursor === 'string' ? this.data.rows : []), ...page.items.map(rowOf)]
      const state = page.next_cursor ? 'partial' : rows.length ? 'end' : 'empty'
      this.setData({ rows, cursor: page.next_cursor, state })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  write(event: WechatMiniprogram.TouchEvent) {
    this.setData({ writing: String(event.currentTarget.dataset.id), words: '' })
  },

  stopWriting() {
    this.setData({ writing: '' })
  },

  type(event: WechatMiniprogram.Input) {
    this.setData({ words: event.detail.value })
  },

  async send() {
    const words = this.data.words.trim()
    if (!words) return this.setData({ refusal: { title: t.missing, detail: '' } })
    if (this.data.isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await appeal(this.data.writing, words)
      this.setData({ writing: '' })
      await this.load()
    } catch (error) {
      this.setData({ refusal: refusalOf(error) })
    } finally {
      this.setData({ isBusy: false })
    }
  },
})

function rowOf(proposal: Proposal): Row {
  const isLoss = hundredths(proposal.points) < 0
  const points = fill(isLoss ? t.change : t.gain, {
    points: isLoss ? shown(proposal.points) : shownChange(proposal.points),
  })
  const lines = [
    fill(t.occurred, { day: shortDay(proposal.occurred_on) }),
    fill(t.reason, { reason: proposal.reason }),
    proposal.evidence ? fill(t.evidence, { evidence: proposal.evidence }) : '',
    proposal.appeal ? fill(t.appealed, { words: proposal.appeal }) : '',
    proposal.decision_note ? fill(t.note, { note: proposal.decision_note }) : '',
  ]
  return {
    id: proposal.id,
    points,
    tag: t.states[proposal.state],
    colour: COLOURS[proposal.state],
    lines: lines.filter(Boolean),
    mayAppeal: isLoss && proposal.state === 'proposed' && !proposal.appeal,
  }
}
