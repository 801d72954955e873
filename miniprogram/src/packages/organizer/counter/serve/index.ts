/** One household at the counter: what she gets, the points before and after, and the hand-over. */
import { askReversal, handOver, lookUpOrder, placeForCard, quoteCard } from '../../api/counter'
import { showMall, showOrder } from '../../../../api/redemption'
import type { CounterOrder, Mall } from '../../../../api/types'
import { askText, choose, vibrate } from '../../../../core/device'
import { newKey } from '../../../../core/keys'
import { currentLook } from '../../../../core/look'
import { goBack } from '../../../../core/navigate'
import { isUnreachable, troubleOf } from '../../../../core/outcome'
import { lastSeen, remember } from '../../../../core/snapshots'
import { amountsOf, linesOf, type Amounts } from '../../../../domain/pickup'
import { shown } from '../../../../domain/points'
import { fill, texts } from '../../../../i18n/zh-CN'
import { act, refusalOf, STARTING } from '../../acting'
import { findPaper, forgetPaper, keepPaper } from '../paper/keeping'
import { findPost } from '../../post'
import { choicesOf, ofCard, ofOrder, ofPaper, type Serving } from './view'

const t = texts.counter.serve
const SHELF = 'counter-shelf'
const WORDS = {
  undo: texts.counter.undo,
  askCode: texts.counter.askCode,
  askCodeDetail: texts.counter.askCodeDetail,
  fine: texts.scan.ok,
  again: texts.scan.again,
  retry: texts.states.retry,
}

type Query = Record<'code' | 'card' | 'order' | 'day' | 'paper', string | undefined>

Page({
  data: {
    look: currentLook(),
    t,
    words: { ...WORDS },
    ...STARTING,
    stage: 'asking' as 'asking' | 'serving' | 'paper' | 'askCode' | 'refused' | 'done',
    view: null as Serving | null,
    isOther: false,
    otherName: '',
    done: { title: '', detail: '' },
  },
  query: {} as Query,
  code: '',
  point: '',
  county: '',
  mall: null as Mall | null,
  amounts: {} as Amounts,
  order: null as CounterOrder | null,
  /** Tells this visit of a card from the next one, also when an answer was lost. */
  serving: '',
  asked: 0,

  onLoad(query: Query) {
    this.query = query
    this.code = query.code ?? ''
    const paper = findPaper(query.paper)
    this.amounts = paper ? amountsOf(paper.choices) : {}
    this.serving = query.paper ?? newKey()
  },

  onShow() {
    this.setData({ look: currentLook() })
    if (this.data.stage === 'asking') void this.load()
  },

  async load() {
    this.setData({ state: 'loading' })
    try {
      const { me, point } = await findPost()
      this.point = point?.id ?? ''
      this.county = me.county_id
      if (this.query.order && !this.code) await this.findCode(this.query.order)
      if (this.data.stage !== 'askCode') await this.ask()
      this.setData({ state: 'shown' })
    } catch (error) {
      if (isUnreachable(error) && (this.code || this.query.card)) this.showPaper()
      else this.refuse(error)
    }
  },

  /** A wrong code is not sent again by a careless tap: each counts, and five close the counter for a minute. */
  refuse(error: unknown) {
    const { title, detail } = refusalOf(error)
    const isFinal = troubleOf(error).kind === 'refused'
    if (isFinal) this.setData({ state: 'shown', stage: 'refused', done: { title, detail } })
    else this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
  },

  /** An order from the list: only who placed it at the counter, or what is over, needs no code. */
  async findCode(id: string) {
    const order = await showOrder(id)
    this.code = order.pickup_code ?? ''
    if (this.code) return
    if (order.state === 'placed') return this.setData({ stage: 'askCode' })
    const facts = { balance_before: null, balance_after: null, is_own_household: false }
    this.order = { ...order, ...facts }
  },

  /** Ask the service what stands behind the code or the card, with what is chosen now. */
  async ask() {
    const turn = ++this.asked
    const serving = this.query.card ? await this.askCard(this.query.card) : await this.askOrder()
    if (turn === this.asked) this.setData({ stage: 'serving', view: serving })
  },

  async askCard(card: string): Promise<Serving> {
    this.mall ??= remember(SHELF, await showMall(this.county, this.point))
    const quote = await quoteCard(this.query.day ?? '', card, linesOf(this.amounts))
    return ofCard(quote, this.mall, this.amounts)
  },

  async askOrder(): Promise<Serving> {
    if (this.order && !this.code) return withoutCode(ofOrder(this.order, {}))
    const lines = this.order ? linesOf(this.amounts) : undefined
    const order = await lookUpOrder(this.point, this.code, lines?.length ? lines : undefined)
    if (!this.order) this.amounts = amountsOf(order.lines)
    this.order = order
    return ofOrder(order, this.amounts)
  },

  showPaper() {
    this.mall ??= lastSeen<Mall>(SHELF) ?? null
    const kind = this.query.card ? 'card' : 'code'
    const view = ofPaper(kind, this.query.card ?? this.code, this.mall, this.amounts)
    this.setData({ state: 'shown', stage: 'paper', view })
  },

  async change(event: WechatMiniprogram.CustomEvent<{ amount: number }>) {
    const id = String(event.currentTarget.dataset.id)
    this.amounts = { ...this.amounts, [id]: event.detail.amount }
    if (this.data.stage === 'paper') return this.showPaper()
    const index = this.data.view?.lines.findIndex((line) => line.id === id) ?? -1
    this.setData({ [`view.lines[${index}].amount`]: event.detail.amount, isBusy: true })
    try {
      await this.ask()
    } catch (error) {
      this.setData({ refusal: refusalOf(error) })
    } finally {
      this.setData({ isBusy: false })
    }
  },

  chooseWho(event: WechatMiniprogram.TouchEvent) {
    this.setData({ isOther: event.currentTarget.dataset.who === 'other' })
  },

  nameOther(event: WechatMiniprogram.Input) {
    this.setData({ otherName: event.detail.value })
  },

  async give() {
    const { view } = this.data
    if (!view?.give) return
    const handed = await act(this, () => this.handOver())
    if (!handed) return this.explain()
    const { points, after } = { points: handed.points, after: view.sum?.after ?? '' }
    forgetPaper(this.query.paper)
    vibrate()
    const values = { name: nameOf(view), count: linesOf(this.amounts).length, points: shown(points), after }
    this.order = { ...(this.order as CounterOrder), id: handed.id }
    this.setData({ stage: 'done', done: { title: t.doneTitle, detail: fill(t.doneDetail, values) } })
  },

  async handOver() {
    if (this.query.card && !this.code) {
      const lines = linesOf(this.amounts)
      const placed = await placeForCard(this.query.day ?? '', this.query.card, lines, this.serving)
      this.code = placed.pickup_code ?? ''
    }
    const collectedBy = this.data.isOther ? this.data.otherName.trim() : ''
    return handOver(this.point, this.code, {
      ...(this.data.view?.isLess ? { lines: linesOf(this.amounts) } : {}),
      ...(collectedBy ? { collected_by: collectedBy } : {}),
    })
  },

  /** Another phone was quicker: show what is left now. */
  async explain() {
    this.mall = null
    await this.ask().catch((error: unknown) => troubleOf(error))
  },

  keepPaper() {
    const kind = this.query.card ? 'card' : 'code'
    const choices = choicesOf(this.mall, this.amounts)
    const text = this.query.card ?? this.code
    const isKept = keepPaper({ id: this.serving, dayId: this.query.day ?? '', kind, text, choices })
    if (isKept) goBack()
    else this.setData({ refusal: { title: t.paperFull, detail: t.paperFullDetail } })
  },

  async undo() {
    const { order } = this
    const reason = order && (await askText(t.undoQuestion, t.undoHint, t.undoYes))
    if (!reason) return
    const condition = await choose([t.usable, t.notUsable])
    if (condition === undefined) return
    if (await act(this, () => askReversal(order.id, reason, condition === 0)))
      this.setData({ stage: 'done', done: { title: t.undoSent, detail: t.undoSentDetail } })
  },

  leave() {
    goBack()
  },
})

function nameOf(view: Serving): string {
  return view.name.replace(/家$/, '')
}

/** Opened from the list, nobody showed a code. */
function withoutCode(view: Serving): Serving {
  return view.stop?.title === t.used ? { ...view, stop: { ...view.stop, title: t.given } } : view
}
