/** One card after the other: each is stored, counted and answered with a buzz and a line, also without network. */
import { deviceTime, skewSeconds } from '../../../core/clock'
import { scan, toast, vibrate } from '../../../core/device'
import { newKey } from '../../../core/keys'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import {
  countPersonsWaiting,
  deliverPerson,
  keepPerson,
  personScans,
  uploadPersons,
} from '../../../core/person-scans'
import type { Direction } from '../../../domain/outbox'
import { isPersonCode, isRepeated, type PersonScan } from '../../../domain/person-scan'
import { fill, texts } from '../../../i18n/zh-CN'
import { NO_REFUSAL } from '../acting'
import { knownOf } from '../known'
import { countOf, lineAbout, lineOf, type ScanLine } from './view'

const t = texts.organizer.scanning
const LINES_SHOWN = 30
/** So long the answer stays before the camera opens again. */
const PAUSE_MS = 900

Page({
  data: {
    look: currentLook(),
    t,
    direction: 'in' as Direction,
    lines: [] as ScanLine[],
    count: '',
    waiting: '',
    isScanning: false,
    refusal: NO_REFUSAL,
  },
  id: '',
  shortId: '',
  isHere: true,

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    this.shortId = knownOf(this.id).shortId
    if (query.direction === 'out') this.setData({ direction: 'out' })
    this.setData({
      lines: personScans()
        .filter((each) => each.activityId === this.id)
        .map(lineOf),
    })
  },

  onShow() {
    this.isHere = true
    this.setData({ look: currentLook() })
    this.refresh()
    void this.upload()
  },

  onUnload() {
    this.isHere = false
  },

  turn(event: WechatMiniprogram.TouchEvent) {
    this.setData({ direction: event.currentTarget.dataset.direction as Direction })
    this.refresh()
  },

  refresh() {
    const count = countOf(personScans(), this.id, this.data.direction)
    const waiting = countPersonsWaiting()
    this.setData({
      count: fill(t.count, { count }),
      waiting: waiting ? fill(t.waiting, { count: waiting }) : '',
    })
  },

  async upload() {
    if (!countPersonsWaiting()) return
    if (!(await uploadPersons())) return
    this.setData({
      lines: personScans()
        .filter((each) => each.activityId === this.id)
        .map(lineOf),
    })
    this.refresh()
    if (!countPersonsWaiting()) toast(t.uploaded)
  },

  /** Scan until she turns back. */
  async start() {
    if (this.data.isScanning) return
    this.setData({ isScanning: true, refusal: NO_REFUSAL })
    try {
      while (this.isHere && (await this.scanOne()))
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    } finally {
      this.setData({ isScanning: false })
    }
  },

  /** @returns whether to go on */
  async scanOne(): Promise<boolean> {
    const scanned = await scan()
    if (scanned.kind === 'cancelled') return false
    if (scanned.kind === 'denied') {
      this.setData({ refusal: { title: t.denied, detail: t.deniedDetail } })
      return false
    }
    this.add(await this.handle(scanned.text.trim().toUpperCase()))
    return true
  },

  async handle(text: string): Promise<ScanLine> {
    const { direction } = this.data
    const number = this.data.lines.length
    vibrate()
    if (!isPersonCode(text)) return lineAbout('notPerson', number)
    if (isRepeated(text, direction, this.id, personScans())) return lineAbout('already', number)
    const kept: PersonScan = {
      nonce: newKey(),
      activityId: this.id,
      shortId: this.shortId,
      direction,
      payload: text,
      deviceTime: deviceTime(),
      skewSeconds: skewSeconds() ?? null,
      state: 'waiting',
      isOffline: false,
      name: '',
      title: '',
      detail: '',
    }
    keepPerson(kept)
    return lineOf(await deliverPerson(kept))
  },

  add(line: ScanLine) {
    this.setData({ lines: [line, ...this.data.lines].slice(0, LINES_SHOWN) })
    this.refresh()
  },

  byName() {
    go('adding', { id: this.id })
  },
})
