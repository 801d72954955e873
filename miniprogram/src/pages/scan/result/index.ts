/** What became of a scan, and what happens next. It stays until she has read it. */
import { go, goBack, goInstead } from '../../../core/navigate'
import { currentLook } from '../../../core/look'
import { find } from '../../../core/outbox'
import type { Scan } from '../../../domain/outbox'
import { texts } from '../../../i18n/zh-CN'
import { deliver, scanCode } from '../scanning'
import { problemResult, resultOf, type Result } from './view'

Page({
  data: {
    look: currentLook(),
    t: texts.scan,
    isSending: true,
    result: null as Result | null,
  },

  onLoad(query: Record<string, string | undefined>) {
    const kept = query.nonce ? find(query.nonce) : undefined
    if (kept) void this.finish(kept)
    else this.setData({ isSending: false, result: problemResult(query.problem ?? 'code') })
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  async finish(kept: Scan) {
    const delivered = await deliver(kept)
    this.setData({ isSending: false, result: resultOf(delivered) })
  },

  ok() {
    goBack()
  },

  async again() {
    goBack()
    await scanCode([])
  },

  join() {
    goInstead('register')
  },

  seePoints() {
    goInstead('points')
  },

  seeOutbox() {
    go('outbox')
  },
})
