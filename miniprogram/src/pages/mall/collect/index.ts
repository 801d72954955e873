/**
 * A pickup code that somebody sent to whoever collects for her. It needs no login and no network: everything it shows
 * came with the link, and the code is good for minutes only.
 */
import { now } from '../../../core/clock'
import { holdUp } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { goBack } from '../../../core/navigate'
import { inGroups, readAtCounter } from '../../../domain/pickup'
import { qrMatrix, runs, type Run } from '../../../domain/qr'
import { clock, day, wire } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.mall.collect

Page({
  data: {
    look: currentLook(),
    t,
    words: { say: texts.order.codeLabel, back: texts.scan.ok },
    state: 'bad' as 'shown' | 'over' | 'bad',
    qr: [] as Run[][],
    code: '',
    codeLabel: '',
    until: '',
    household: '',
  },

  onLoad(query: Record<string, string | undefined>) {
    const code = readAtCounter(query.code ?? '')
    const seconds = Number(query.until ?? 'NaN')
    if (code?.kind !== 'code' || Number.isNaN(seconds)) return
    const until = wire(seconds * 1000)
    this.setData({
      state: now() < seconds * 1000 ? 'shown' : 'over',
      qr: runs(qrMatrix(code.text)),
      code: inGroups(code.text),
      codeLabel: fill(texts.order.codeLabel, { code: [...code.text].join(' ') }),
      until: fill(t.until, { day: day(until), time: clock(until) }),
      household: query.household ? fill(t.household, { code: query.household }) : '',
    })
  },

  onShow() {
    this.setData({ look: currentLook() })
    holdUp(this.data.state === 'shown')
  },

  onHide() {
    holdUp(false)
  },

  onUnload() {
    holdUp(false)
  },

  leave() {
    goBack()
  },
})
