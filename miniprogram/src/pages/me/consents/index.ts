/** Each consent with its text, since when it stands, and the way to take it back. */
import {
  answerNotice,
  listConsents,
  listNotices,
  withdrawConsent,
  type Consent,
  type Notice,
} from '../../../api/account'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { openPrivacyContract, privacySetting } from '../../../core/privacy'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { shownOf, type ConsentShown } from './view'

const t = texts.account.consents

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    items: [] as ConsentShown[],
    opened: '',
    platform: '',
    said: NOTHING as Said,
    saidAt: '',
    isBusy: false,
  },
  notices: [] as Notice[],

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      const [consents, notices, { isOpen }] = await Promise.all([
        listConsents(),
        listNotices(),
        privacySetting(),
      ])
      this.notices = notices
      this.setData({ platform: isOpen ? t.platformAsked : t.platformAgreed })
      this.show(consents)
    } catch (error) {
      this.setData(unread(error, this.data.items.length ? 'shown' : null))
    }
  },

  show(consents: Consent[]) {
    this.setData({ state: 'shown', items: consents.map((consent) => shownOf(consent, this.notices)) })
  },

  toggle(event: WechatMiniprogram.TouchEvent) {
    const purpose = String(event.currentTarget.dataset.purpose)
    this.setData({ opened: this.data.opened === purpose ? '' : purpose })
  },

  async answer(event: WechatMiniprogram.TouchEvent) {
    const { purpose, answer } = event.currentTarget.dataset as {
      purpose: string
      answer: 'given' | 'refused'
    }
    const item = this.data.items.find((each) => each.purpose === purpose)
    if (item) await this.change(item, () => answerNotice(item.purpose, item.version, answer))
  },

  async withdraw(event: WechatMiniprogram.TouchEvent) {
    const item = this.data.items.find((each) => each.purpose === event.currentTarget.dataset.purpose)
    if (!item) return
    const question = fill(t.withdrawQuestion, { title: item.title })
    if (!(await confirm(question, t.withdrawDetail, t.withdrawYes, t.keep))) return
    await this.change(item, () => withdrawConsent(item.purpose))
  },

  async change(item: ConsentShown, run: () => Promise<Consent[]>) {
    if (this.data.isBusy) return
    this.setData({ isBusy: true, said: NOTHING, saidAt: item.purpose })
    try {
      this.show(await run())
      this.setData(done(t.done))
    } catch (error) {
      this.setData(refused(error))
      await this.load() // another text may be in force by now
    } finally {
      this.setData({ isBusy: false })
    }
  },

  seePlatform() {
    openPrivacyContract()
  },

  leave() {
    go('leaving')
  },
})
