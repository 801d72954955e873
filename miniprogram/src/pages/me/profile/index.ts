/** What I may tell of myself so that work fits me; all of it optional, none of it public. */
import { listConsents, showProfile, writeProfile } from '../../../api/account'
import type { ProfileView } from '../../../api/types'
import { currentLook } from '../../../core/look'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { backgroundIn, choicesOf, cleaned, toggled, type Background } from './view'

const t = texts.account.profile
const GROUPS = ['', ...t.ethnicGroups]
const SCHOOLS = ['', ...Object.keys(t.educationNames)]
const STANDINGS = ['', ...Object.keys(t.politicalNames)]
const VALUES: Record<Background, string[]> = {
  ethnic_group: GROUPS,
  education: SCHOOLS,
  political_status: STANDINGS,
}
const named = (values: string[], name: (value: string) => string): string[] =>
  values.map((value) => (value ? name(value) : t.notTold))

Page({
  data: {
    look: currentLook(),
    t,
    sexes: Object.entries(t.sexes).map(([value, name]) => ({ value, name })),
    pickers: [
      {
        field: 'ethnic_group',
        name: t.ethnic,
        options: named(GROUPS, (name) => fill(t.ethnicName, { name })),
      },
      {
        field: 'education',
        name: t.education,
        options: named(SCHOOLS, (value) => t.educationNames[value] ?? ''),
      },
      {
        field: 'political_status',
        name: t.political,
        options: named(STANDINGS, (value) => t.politicalNames[value] ?? ''),
      },
    ],
    chosen: [0, 0, 0],
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    kinds: choicesOf(t.kindNames, []),
    times: choicesOf(t.timeNames, []),
    sex: 'none',
    residence: '',
    skills: '',
    hasBackground: false,
    mayKeep: false,
    said: NOTHING as Said,
    isBusy: false,
  },
  profile: null as ProfileView | null,
  version: 0,

  onLoad() {
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async load() {
    try {
      const [profile, consents] = await Promise.all([showProfile(), listConsents()])
      const { isGiven, version } = backgroundIn(consents)
      this.version = version
      this.setData({ hasBackground: version > 0, mayKeep: isGiven })
      this.show(profile)
    } catch (error) {
      this.setData(unread<'shown'>(error, null))
    }
  },

  show(profile: ProfileView) {
    this.profile = profile
    this.setData({
      state: 'shown',
      sex: profile.sex ?? 'none',
      residence: profile.residence ?? '',
      skills: profile.skills ?? '',
      kinds: choicesOf(t.kindNames, profile.service_kinds),
      times: choicesOf(t.timeNames, profile.service_times),
      chosen: (Object.keys(VALUES) as Background[]).map((field) =>
        VALUES[field].indexOf(profile[field] ?? ''),
      ),
    })
  },

  /** The profile with what stands in the fields. */
  told(): ProfileView | null {
    return this.profile && { ...this.profile, residence: this.data.residence, skills: this.data.skills }
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { field, value } = event.currentTarget.dataset as { field: string; value: string }
    const told = this.told()
    if (told) this.show(toggled(told, field, value))
  },

  pick(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const field = event.currentTarget.dataset.field as Background
    const told = this.told()
    if (told) this.show({ ...told, [field]: VALUES[field][Number(event.detail.value)] || null })
  },

  onMayKeep(event: WechatMiniprogram.SwitchChange) {
    this.setData({ mayKeep: event.detail.value })
  },

  onText(event: WechatMiniprogram.Input) {
    this.setData({ [String(event.currentTarget.dataset.field)]: event.detail.value })
  },

  async save() {
    const told = this.told()
    if (this.data.isBusy || !told) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      const { hasBackground, mayKeep } = this.data
      await writeProfile(cleaned(told, hasBackground, mayKeep), mayKeep ? this.version : undefined)
      this.setData(done(t.saved))
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },
})
