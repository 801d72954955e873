/** Donated goods come in: what, from whom, with which receipt. */
import {
  addDonor,
  listDonors,
  listItems,
  receiveLot,
  uploadLotPhoto,
  type Donor,
  type Item,
} from '../../api/stock'
import { now } from '../../../../core/clock'
import { choose } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { dayWithYear } from '../../../../domain/periods'
import { businessDate } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'
import { act, load, NO_REFUSAL, STARTING } from '../../acting'
import { findPost } from '../../post'
import { choosePhotos, compressed } from '../../core/photos'
import { deliveryOf, EMPTY, KINDS, missingIn, SOURCES, type Form } from './view'

const t = texts.stock.receive

interface Seen {
  items: Item[]
  donors: Donor[]
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    items: [] as string[],
    donors: [] as string[],
    shown: shownOf(EMPTY),
    today: businessDate(now()),
    missing: '',
    isNewDonor: false,
    donorName: '',
    donorKind: 0,
    kinds: KINDS.map((kind) => t.kinds[kind]),
    isPublic: false,
    photo: '',
    done: null as { detail: string; warnings: string[] } | null,
  },
  form: EMPTY,
  known: { items: [], donors: [] } as Seen,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  load() {
    return load(this, 'receive', fetchChoices, (seen) => {
      this.known = seen
      this.setData({
        items: seen.items.map(({ name }) => name),
        donors: [...seen.donors.map(({ name }) => name), t.newDonor],
      })
    })
  },

  change(more: Partial<Form>) {
    this.form = { ...this.form, ...more }
    this.setData({ shown: shownOf(this.form), missing: '' })
  },

  chooseItem(event: WechatMiniprogram.PickerChange) {
    this.change({ item: this.known.items[Number(event.detail.value)] ?? null })
  },

  chooseDonor(event: WechatMiniprogram.PickerChange) {
    const donor = this.known.donors[Number(event.detail.value)]
    this.setData({ isNewDonor: !donor })
    this.change({ donor: donor ?? null })
  },

  chooseKind(event: WechatMiniprogram.PickerChange) {
    this.setData({ donorKind: Number(event.detail.value) })
  },

  chooseDate(event: WechatMiniprogram.PickerChange) {
    this.change({ best: String(event.detail.value) })
  },

  clearDate() {
    this.change({ best: '' })
  },

  write(event: WechatMiniprogram.Input) {
    this.change({ [event.currentTarget.dataset.name as 'receipt']: event.detail.value })
  },

  writeDonor(event: WechatMiniprogram.Input) {
    this.setData({ donorName: event.detail.value })
  },

  setPublic(event: WechatMiniprogram.SwitchChange) {
    this.setData({ isPublic: event.detail.value })
  },

  async chooseBasis() {
    const chosen = await choose(t.bases)
    if (chosen !== undefined) this.change({ basis: t.bases[chosen] })
  },

  async chooseSource() {
    const chosen = await choose(SOURCES.map((source) => t.sources[source]))
    if (chosen !== undefined) this.change({ source: SOURCES[chosen] })
  },

  async addDonor() {
    const { donorName, donorKind, isPublic } = this.data
    const body = { name: donorName.trim(), kind: KINDS[donorKind], public: isPublic }
    const added = await act(this, () => addDonor(body))
    if (!added) return
    this.setData({ isNewDonor: false, donorName: '' })
    await this.load()
    this.change({ donor: { id: added.id, name: body.name } })
  },

  async takePhoto() {
    const chosen = await choosePhotos(1)
    if (chosen.kind === 'denied')
      this.setData({ refusal: { title: t.photoDenied, detail: t.photoDeniedDetail } })
    if (chosen.kind === 'photos')
      this.setData({ photo: await compressed(chosen.paths[0]), refusal: NO_REFUSAL })
  },

  async receive() {
    const missing = missingIn(this.form)
    if (missing.length) return this.setData({ missing: fill(t.missing, { names: missing.join('、') }) })
    const { item, receipt, quantity } = this.form
    const received = await act(this, () => receiveLot(deliveryOf(this.form)))
    if (!received) return
    const values = { count: quantity, unit: item?.unit_name ?? '', name: item?.name ?? '', receipt }
    const warnings = received.warnings.map((warning) => t.warnings[warning])
    this.setData({ done: { detail: fill(t.doneDetail, values), warnings } })
    await this.sendPhoto(received.id)
  },

  /** The goods are booked already; a photograph that does not get through can be added to them later. */
  async sendPhoto(lotId: string) {
    const { photo } = this.data
    if (!photo) return
    const isSent = await act(this, () => uploadLotPhoto(lotId, photo))
    if (!isSent) this.setData({ refusal: { title: t.photoNotSent, detail: t.photoNotSentDetail } })
  },

  again() {
    this.form = { ...EMPTY, donor: this.form.donor }
    this.setData({ done: null, photo: '', refusal: NO_REFUSAL, shown: shownOf(this.form) })
  },
})

function shownOf(form: Form) {
  const unit = form.item?.unit_name ?? t.anyUnit
  return {
    item: form.item?.name ?? '',
    donor: form.donor?.name ?? '',
    receipt: form.receipt,
    quantity: form.quantity,
    yuan: form.yuan,
    basis: form.basis,
    best: form.best,
    bestText: form.best ? dayWithYear(form.best, now()) : t.bestNone,
    source: t.sources[form.source],
    quantityLabel: fill(t.quantity, { unit }),
    valueLabel: fill(t.value, { unit }),
  }
}

async function fetchChoices(): Promise<Seen> {
  const { point } = await findPost()
  if (!point) return { items: [], donors: [] }
  const [{ items }, { items: donors }] = await Promise.all([listItems(point.id), listDonors()])
  return { items, donors }
}
