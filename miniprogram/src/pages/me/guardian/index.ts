/** Who of the family agreed that somebody under eighteen takes part. */
import { showGuardian, writeGuardian } from '../../../api/account'
import { currentLook } from '../../../core/look'
import { day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'

const t = texts.account.guardian
type Relation = keyof typeof t.relations

Page({
  data: {
    look: currentLook(),
    t,
    relations: Object.entries(t.relations).map(([value, name]) => ({ value, name })),
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    name: '',
    relation: '' as Relation | '',
    phone: '',
    kept: '',
    said: NOTHING as Said,
    isBusy: false,
  },

  onLoad() {
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async load() {
    try {
      const { name, relation, phone, agreed_at: agreedAt } = await showGuardian()
      const kept = agreedAt ? fill(t.agreedOn, { day: day(agreedAt), phone: phone ?? t.noPhone }) : ''
      this.setData({ state: 'shown', name: name ?? '', relation: relation ?? '', kept })
    } catch (error) {
      this.setData(unread<'shown'>(error, null))
    }
  },

  onText(event: WechatMiniprogram.Input) {
    this.setData({ [String(event.currentTarget.dataset.field)]: event.detail.value.trim() })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    this.setData({ relation: event.currentTarget.dataset.value as Relation })
  },

  async save() {
    const { name, relation, phone, isBusy } = this.data
    if (!name || !relation) return this.setData(missing(t.missing))
    if (isBusy) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      await writeGuardian({ name, relation, phone: phone || null })
      this.setData({ ...done(t.saved), phone: '' })
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },
})
