/** What became of a scan, and what happens next. It stays until she has read it. */
import { openSettings } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go, goBack, goInstead } from '../../../core/navigate'
import { find } from '../../../core/outbox'
import type { Scan } from '../../../domain/outbox'
import { texts } from '../../../i18n/zh-CN'
import { deliver, scanCode, scanFor } from '../scanning'
import { problemResult, resultOf, type Action, type Result } from './view'

Page({
  data: {
    look: currentLook(),
    t: texts.scan,
    isSending: true,
    result: null as Result | null,
    canTypeDigits: false,
  },
  kept: undefined as Scan | undefined,
  activityId: '',

  onLoad(query: Record<string, string | undefined>) {
    this.activityId = query.activity ?? ''
    this.kept = query.nonce ? find(query.nonce) : undefined
    if (this.kept) void this.finish(this.kept)
    else
      this.setData({
        isSending: false,
        result: problemResult(query.problem ?? 'code'),
        canTypeDigits: query.problem === 'camera',
      })
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async finish(kept: Scan) {
    this.kept = await deliver(kept)
    this.setData({ isSending: false, result: resultOf(this.kept) })
  },

  ok() {
    goBack()
  },

  async act() {
    const ways: Record<Action, () => void> = {
      ok: goBack,
      again: () => void this.again(),
      join: () => goInstead('register'),
      points: () => goInstead('points'),
      records: () => goInstead('records'),
      activities: () => goInstead('activities'),
      home: () => goInstead('home'),
      settings: openSettings,
      digits: () => this.typeDigits(),
      outbox: () => goInstead('outbox'),
    }
    ways[this.data.result?.action ?? 'ok']()
  },

  async again() {
    const person = this.kept?.forPerson
    const direction = this.kept?.direction ?? 'in'
    goBack()
    if (person) await scanFor(person, () => direction)
    else await scanCode([])
  },

  /** The page of the activity takes six digits; without one in sight the list leads there. */
  typeDigits() {
    if (this.activityId) goInstead('activity', { id: this.activityId })
    else goInstead('activities')
  },

  helpFamily() {
    const { shortId, attendance } = this.kept ?? {}
    go('family', { shortId: shortId ?? '', title: attendance?.title ?? '' })
  },
})
