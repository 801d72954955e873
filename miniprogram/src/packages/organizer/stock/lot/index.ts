/** Count one delivery; a second person confirms. */
import {
  countLot,
  decideCount,
  listCounts,
  listLotPhotos,
  listLots,
  uploadLotPhoto,
  type Count,
  type Lot,
} from '../../api/stock'
import { toast } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { clock, day } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'
import { act, load, STARTING } from '../../acting'
import { choosePhotos, compressed } from '../../core/photos'
import { findPost, rightsOf } from '../../post'

const t = texts.stock.lot
const COLOURS = { counted: 'persimmon', confirmed: 'bamboo', dismissed: '' } as const

interface Seen {
  lot: Lot | null
  counts: Count[]
  mayCount: boolean
  mayConfirm: boolean
  photos: string[]
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    lot: null as { name: string; from: string; expected: string; label: string } | null,
    rows: [] as ReturnType<typeof rowOf>[],
    mayCount: false,
    mayConfirm: false,
    photos: [] as string[],
    counted: '',
    reason: '',
  },
  id: '',

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  load() {
    return load(
      this,
      `count:${this.id}`,
      () => fetchLot(this.id),
      (seen) => this.show(seen),
    )
  },

  show({ lot, counts, mayCount, mayConfirm, photos }: Seen) {
    this.setData({
      lot: lot && {
        name: lot.item_name,
        from: fill(texts.stock.lots.row, { donor: lot.donor_name, receipt: lot.receipt_no }),
        expected: `${lot.available + lot.reserved} ${lot.unit_name}`,
        label: fill(t.counted, { unit: lot.unit_name }),
      },
      rows: counts.map(rowOf),
      mayCount,
      mayConfirm,
      photos,
    })
  },

  write(event: WechatMiniprogram.Input) {
    this.setData({ [event.currentTarget.dataset.name as string]: event.detail.value })
  },

  async count() {
    const { counted, reason } = this.data
    const taken = await act(this, () => countLot(this.id, Number(counted), reason.trim() || t.same))
    if (!taken) return
    toast(t.sent)
    this.setData({ counted: '', reason: '' })
    await this.load()
  },

  async addPhoto() {
    const chosen = await choosePhotos(1)
    if (chosen.kind !== 'photos') return
    const photo = await compressed(chosen.paths[0])
    if (await act(this, () => uploadLotPhoto(this.id, photo))) await this.load()
  },

  async decide(event: WechatMiniprogram.TouchEvent) {
    const { id, accepted } = event.currentTarget.dataset as { id: string; accepted: boolean }
    if (!(await act(this, () => decideCount(id, accepted)))) return
    toast(t.decided)
    await this.load()
  },
})

async function fetchLot(id: string): Promise<Seen> {
  const { me, point } = await findPost()
  let lot: Lot | null = null
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listLots>> = await listLots(point?.id ?? '', cursor)
    lot = page.items.find((each) => each.id === id) ?? null
    cursor = page.next_cursor
  } while (cursor && !lot)
  const rights = rightsOf(me)
  const [counts, photos] = await Promise.all([listCounts(id), listLotPhotos(id)])
  return {
    lot,
    counts,
    mayCount: rights.counts,
    mayConfirm: rights.confirms,
    photos: photos.map(({ url }) => url),
  }
}

function rowOf(count: Count) {
  return {
    id: count.id,
    title: fill(t.row, { expected: count.expected, counted: count.counted }),
    detail: `${count.reason} · ${day(count.counted_at)} ${clock(count.counted_at)}`,
    state: t.states[count.state],
    colour: COLOURS[count.state],
    isOpen: count.state === 'counted',
  }
}
