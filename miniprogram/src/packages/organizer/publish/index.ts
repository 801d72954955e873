/** Publish an activity in under a minute: everything is filled in from a template or the last one. */
import { showActivity } from '../../../api/activities'
import {
  createActivity,
  editActivity,
  publishActivity,
  useTemplate,
  type ActivityView,
  type Site,
} from '../api/organizing'
import type { ActivityDone } from '../../../api/types'
import { now } from '../../../core/clock'
import { currentLook } from '../../../core/look'
import { goInstead } from '../../../core/navigate'
import { businessDate, day, instantOn, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, refusalOf, STARTING } from '../acting'
import {
  bodyOf,
  emptyForm,
  formLike,
  missingIn,
  nextSaturday,
  THEMES,
  toggled,
  type Form,
  type Theme,
} from './form'
import { fetchDifficulties, fetchGround, fetchLike, type Difficulty, type Source } from './sources'

const t = texts.organizer.publish
type Text = WechatMiniprogram.CustomEvent<{ value: string }>
type Flag = WechatMiniprogram.CustomEvent<{ value: boolean }>

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    form: emptyForm(now()),
    sites: [] as Site[],
    site: 0,
    sources: [] as Source[],
    source: 0,
    difficulties: [] as Difficulty[],
    themes: THEMES.map((code) => ({ code, name: t.themeNames[code], isOn: false })),
    today: businessDate(now()),
    dayText: '',
    isMore: false,
    isEdit: false,
    done: { title: '', detail: '' },
  },
  like: null as ActivityView | null,
  /** The draft this form stands for, once there is one. */
  draft: null as { id: string; version: number } | null,
  query: {} as Record<string, string | undefined>,

  onLoad(query: Record<string, string | undefined>) {
    this.query = query
    if (query.edit) void wx.setNavigationBarTitle({ title: t.editTitle })
    void this.prepare()
  },

  onShow() {
    this.setData({ look: currentLook(), today: businessDate(now()) })
  },

  async prepare() {
    try {
      const { sites, sources } = await fetchGround()
      this.setData({ sites, sources, isEdit: Boolean(this.query.edit) })
      const given = this.query.edit ?? this.query.copy
      if (given) await this.follow(await showActivity(given))
      else await this.follow(await fetchLike(sources[0]))
      this.setData({ state: 'shown' })
    } catch (error) {
      const { title, detail } = refusalOf(error)
      this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    }
  },

  /** Fill the form in after an activity, or empty it. */
  async follow(like: ActivityView | null) {
    this.like = like
    const isEdit = Boolean(this.query.edit) && like !== null
    if (isEdit) this.draft = { id: like.id, version: like.version }
    const date = isEdit ? businessDate(Date.parse(like.starts_at)) : nextSaturday(now())
    const form = like ? formLike(like, date) : emptyForm(now())
    const site = Math.max(
      0,
      this.data.sites.findIndex(({ id }) => id === like?.site_id),
    )
    await this.chooseSite(site)
    if (!this.data.difficulties.some(({ code }) => code === form.difficulty)) form.difficulty = ''
    this.fill(form)
  },

  async chooseSite(site: number) {
    const { sites } = this.data
    this.setData({ site, difficulties: sites.length ? await fetchDifficulties(sites[site].id) : [] })
  },

  fill(change: Partial<Form>) {
    const form = { ...this.data.form, ...change }
    const themes = THEMES.map((code) => ({
      code,
      name: t.themeNames[code],
      isOn: form.themes.includes(code),
    }))
    const dayText = day(instantOn(form.day, form.from))
    this.setData({ form, themes, dayText, refusal: { title: '', detail: '' } })
  },

  async onSource(event: Text) {
    const source = Number(event.detail.value)
    this.setData({ source })
    await act(this, async () => this.follow(await fetchLike(this.data.sources[source])))
  },

  async onSite(event: Text) {
    await act(this, () => this.chooseSite(Number(event.detail.value)))
  },

  onText(event: Text) {
    const { field } = event.currentTarget.dataset as { field: keyof Form }
    this.fill({ [field]: event.detail.value })
  },

  onFlag(event: Flag) {
    const { field } = event.currentTarget.dataset as { field: keyof Form }
    this.fill({ [field]: event.detail.value })
  },

  onDifficulty(event: WechatMiniprogram.TouchEvent) {
    this.fill({ difficulty: event.currentTarget.dataset.code as string })
  },

  onTheme(event: WechatMiniprogram.TouchEvent) {
    this.fill({ themes: toggled(this.data.form.themes, event.currentTarget.dataset.code as Theme) })
  },

  more() {
    this.setData({ isMore: !this.data.isMore })
  },

  publish() {
    return this.save(true)
  },

  keep() {
    return this.save(false)
  },

  async save(isPublic: boolean) {
    const missing = missingIn(this.data.form)
    if (missing.length) {
      const names = missing.map((name) => t.missingNames[name]).join('、')
      return this.setData({ refusal: { title: fill(t.missing, { names }), detail: '' } })
    }
    const saved = await act(this, () => this.send(isPublic))
    if (saved) this.finish(saved)
  },

  /** A draft is changed; a template makes one first, so that the library knows what came of it. */
  async send(isPublic: boolean): Promise<ActivityDone> {
    const { form, sites, site, sources, source } = this.data
    const body = bodyOf(form, this.like)
    const template = this.query.copy ? null : sources[source]?.templateId
    if (!this.draft && !template)
      return createActivity({ ...body, site_id: sites[site].id, publish: isPublic })
    this.draft ??= await useTemplate(template ?? '', sites[site].id, body.starts_at)
    const edited = await editActivity(this.draft.id, this.draft.version, body)
    this.draft = edited
    return isPublic ? publishActivity(edited.id) : edited
  },

  finish({ id, state, awaiting_approval: isWaiting }: ActivityDone) {
    const { starts_at: from, ends_at: until } = bodyOf(this.data.form, this.like)
    const published = {
      title: t.done,
      detail: fill(t.doneDetail, { day: day(from), span: span(from, until) }),
    }
    const draft = isWaiting
      ? { title: t.awaiting, detail: t.awaitingDetail }
      : { title: t.draftDone, detail: t.draftDetail }
    this.setData({ done: state === 'published' ? published : draft })
    this.draft = { id, version: this.draft?.version ?? 0 }
  },

  see() {
    if (this.draft) goInstead('organize', { id: this.draft.id })
  },
})
