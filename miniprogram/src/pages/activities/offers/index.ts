/** Standing in for one another: whom I ask, who asks me, and what became of it. */
import { listHouseholdAndTeam, type Candidate } from '../../../api/people-near'
import { answerOffer, listOffers, offerPlace, withdrawOffer, type Offer } from '../../../api/substitutions'
import { toast } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, wordsIn } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { day, span } from '../../../domain/time'
import { texts } from '../../../i18n/zh-CN'
import { refusalOf } from '../../../parts/telling'

const t = texts.offers

interface Row {
  id: string
  title: string
  when: string
}

Page({
  data: {
    look: currentLook(),
    t,
    title: '',
    state: 'loading' as 'loading' | 'shown' | 'empty' | 'error',
    isGiving: false,
    isAsked: false,
    candidates: [] as Candidate[],
    toMe: [] as Row[],
    mine: [] as Row[],
    refusal: { title: '', detail: '' },
    isBusy: false,
    errorTitle: '',
    errorDetail: '',
  },
  signUpId: '',

  onLoad(query: Record<string, string | undefined>) {
    this.signUpId = query.signUp ?? ''
    this.setData({ title: wordsIn(query.title), isGiving: this.signUpId !== '' })
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      const [{ items }, candidates] = await Promise.all([
        listOffers(),
        this.signUpId ? listHouseholdAndTeam() : Promise.resolve([]),
      ])
      const isAsked = items.some((offer) => offer.sign_up_id === this.signUpId)
      const toMe = items.filter((offer) => offer.to_me).map(rowOf)
      const mine = items.filter((offer) => !offer.to_me).map(rowOf)
      const isEmpty = !this.signUpId && !items.length
      this.setData({ toMe, mine, isAsked, candidates, state: isEmpty ? 'empty' : 'shown' })
    } catch (error) {
      const { kind, title, detail } = troubleOf(error)
      if (kind === 'register' || kind === 'signed-out') return go('home')
      this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  async ask(event: WechatMiniprogram.TouchEvent) {
    await this.act(
      () => offerPlace(this.signUpId, String(event.currentTarget.dataset.id)),
      t.asked.slice(0, 3),
    )
  },

  async accept(event: WechatMiniprogram.TouchEvent) {
    await this.act(() => answerOffer(String(event.currentTarget.dataset.id), true), t.accepted)
  },

  async decline(event: WechatMiniprogram.TouchEvent) {
    await this.act(() => answerOffer(String(event.currentTarget.dataset.id), false), t.declined)
  },

  async withdraw(event: WechatMiniprogram.TouchEvent) {
    await this.act(() => withdrawOffer(String(event.currentTarget.dataset.id)), t.withdrawn)
  },

  async act(run: () => Promise<unknown>, done: string) {
    if (this.data.isBusy) return
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await run()
      toast(done)
      await this.load()
    } catch (error) {
      this.setData({ refusal: refusalOf(error) })
    } finally {
      this.setData({ isBusy: false })
    }
  },
})

function rowOf(offer: Offer): Row {
  return {
    id: offer.id,
    title: offer.title,
    when: `${day(offer.starts_at)} ${span(offer.starts_at, offer.ends_at)}`,
  }
}
