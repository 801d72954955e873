/** 更正请求: what is written down wrongly about me, and what was answered. */
import { listCorrections, requestCorrection, type About, type Correction } from '../../../api/points'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'

const t = texts.corrections
const COLOURS: Record<Correction['state'], string> = { open: 'indigo', granted: 'bamboo', declined: '' }

interface Row {
  id: string
  about: string
  words: string
  when: string
  tag: string
  colour: string
  answer: string
}

Page({
  data: {
    look: currentLook(),
    t,
    abouts: Object.entries(t.abouts).map(([value, name]) => ({ value, name })),
    about: '' as About | '',
    words: '',
    state: 'loading' as 'loading' | 'empty' | 'end' | 'error',
    rows: [] as Row[],
    isSent: false,
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
      const { items } = await listCorrections()
      this.setData({ rows: items.map(rowOf), state: items.length ? 'end' : 'empty' })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    this.setData({ about: event.currentTarget.dataset.value as About, isSent: false })
  },

  type(event: WechatMiniprogram.Input) {
    this.setData({ words: event.detail.value, isSent: false })
  },

  async send() {
    const { about, isBusy } = this.data
    const words = this.data.words.trim()
    if (!about || !words) return this.setData({ refusal: { title: t.missing, detail: '' } })
    if (isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await requestCorrection(about, words)
      this.setData({ about: '', words: '', isSent: true })
      await this.load()
    } catch (error) {
      this.setData({ refusal: refusalOf(error) })
    } finally {
      this.setData({ isBusy: false })
    }
  },
})

function rowOf(correction: Correction): Row {
  return {
    id: correction.id,
    about: t.abouts[correction.about],
    words: correction.words,
    when: day(correction.requested_at),
    tag: t.states[correction.state],
    colour: COLOURS[correction.state],
    answer: correction.answer ? fill(t.answer, { answer: correction.answer }) : '',
  }
}
