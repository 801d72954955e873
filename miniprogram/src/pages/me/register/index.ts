/** Join: name, birthday, village, and which household. An organizer confirms. */
import { register, showPrivacyNotice } from '../../../api/identity'
import { now } from '../../../core/clock'
import { scan } from '../../../core/device'
import { RegistrationNeeded } from '../../../core/errors'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { troubleOf } from '../../../core/outcome'
import { token } from '../../../core/session'
import { isChild, missingIn, needsGuardian, type Application } from '../../../domain/application'
import { businessDate } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.register
const OLDEST = '1900-01-01'

Page({
  data: {
    look: currentLook(),
    t,
    form: {
      name: '',
      birth: '',
      villageCode: '',
      villageName: '',
      how: 'found',
      kind: 'mother',
      householdCode: '',
      cardCode: '',
      isAgreed: false,
      hasAccepted: false,
    } as Application,
    today: businessDate(now()),
    oldest: OLDEST,
    notice: { title: '', body: '', version: 0 },
    noticeLink: '',
    isNoticeOpen: false,
    isPicking: false,
    isMinor: false,
    isChild: false,
    kinds: Object.entries(t.kinds).map(([value, name]) => ({ value, name })),
    state: 'form' as 'form' | 'done' | 'already',
    refusal: { title: '', detail: '' },
    isBusy: false,
  },

  onLoad() {
    void this.loadNotice()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async loadNotice() {
    try {
      const notice = await showPrivacyNotice()
      if (!notice) return
      const { title, body, version } = notice
      this.setData({ notice: { title, body, version }, noticeLink: fill(t.notice, { title }) })
    } catch (error) {
      const { title, detail } = troubleOf(error)
      this.setData({ refusal: { title: title || texts.states.errorTitle, detail } })
    }
  },

  toggleNotice() {
    this.setData({ isNoticeOpen: !this.data.isNoticeOpen })
    if (!this.data.notice.version) void this.loadNotice()
  },

  onAccepted(event: WechatMiniprogram.SwitchChange) {
    this.setData({ 'form.hasAccepted': event.detail.value })
  },

  onName(event: WechatMiniprogram.Input) {
    this.setData({ 'form.name': event.detail.value.trim() })
  },

  onBirth(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const birth = event.detail.value
    const { today } = this.data
    this.setData({
      'form.birth': birth,
      isMinor: needsGuardian(birth, today),
      isChild: isChild(birth, today),
    })
  },

  pickVillage() {
    this.setData({ isPicking: true })
  },

  onVillage(event: WechatMiniprogram.CustomEvent<{ code: string; name: string }>) {
    const { code, name } = event.detail
    this.setData({ isPicking: false, 'form.villageCode': code, 'form.villageName': name })
  },

  onHow(event: WechatMiniprogram.TouchEvent) {
    this.setData({ 'form.how': event.currentTarget.dataset.how as Application['how'] })
  },

  onKind(event: WechatMiniprogram.TouchEvent) {
    this.setData({ 'form.kind': event.currentTarget.dataset.kind as Application['kind'] })
  },

  async scanCard() {
    const scanned = await scan()
    if (scanned.kind === 'text') this.setData({ 'form.cardCode': scanned.text.trim() })
  },

  onHousehold(event: WechatMiniprogram.Input) {
    this.setData({ 'form.householdCode': event.detail.value.trim() })
  },

  onAgreed(event: WechatMiniprogram.SwitchChange) {
    this.setData({ 'form.isAgreed': event.detail.value })
  },

  async send() {
    if (this.data.isBusy || this.data.isChild) return
    const missing = missingIn(this.data.form, this.data.today)
    if (missing.length) {
      const what = missing.map((field) => NAMES[field]).join('、')
      return this.setData({ refusal: { title: fill(t.missing, { what }), detail: '' } })
    }
    this.setData({ isBusy: true, refusal: { title: '', detail: '' } })
    try {
      await this.register()
    } catch (error) {
      const trouble = troubleOf(error)
      const what = (trouble.fields ?? [])
        .map((field) => LABELS[field])
        .filter(Boolean)
        .join('、')
      const title = what ? fill(t.wrong, { what }) : trouble.title || texts.states.errorTitle
      this.setData({ refusal: { title, detail: trouble.detail || texts.states.errorDetail } })
    } finally {
      this.setData({ isBusy: false })
    }
  },

  /** Every try takes a new ticket, because tickets last only minutes. */
  async register() {
    const ticket = await freshTicket()
    if (ticket === null) return this.setData({ state: 'already' })
    const { name, birth, villageCode, how, kind, householdCode, cardCode, isAgreed } = this.data.form
    await register({
      ticket,
      name,
      birth_on: birth,
      how,
      kind,
      guardian_consent: isAgreed,
      accepted_notice_version: this.data.notice.version,
      ...(how === 'claim' ? { card_code: cardCode } : { village_code: villageCode }),
      ...(how === 'join' ? { household_code: householdCode } : {}),
    })
    this.setData({ state: 'done' })
  },

  nameGuardian() {
    go('guardian')
  },

  tellMore() {
    go('profile')
  },

  start() {
    go('home')
  },
})

const NAMES: Record<ReturnType<typeof missingIn>[number], string> = {
  name: t.name,
  birth: t.birth,
  village: t.village,
  household: t.householdCode,
  card: t.card,
  guardian: t.guardian,
  notice: t.acceptShort,
}

/** The service's names of the fields, for people. */
const LABELS: Record<string, string> = {
  name: t.name,
  birth_on: t.birth,
  village_code: t.village,
  household_code: t.householdCode,
  card_code: t.card,
}

/** @returns null when this WeChat user is registered already */
async function freshTicket(): Promise<string | null> {
  try {
    await token()
    return null
  } catch (error) {
    if (error instanceof RegistrationNeeded) return error.ticket
    throw error
  }
}
