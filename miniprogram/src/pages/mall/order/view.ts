/** What a reservation says. */
import type { OrderView, PickupPointList } from '../../../api/types'
import { pictureFor } from '../../../domain/goods'
import { shown } from '../../../domain/points'
import { qrMatrix, runs, type Run } from '../../../domain/qr'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.order

export interface OrderShown {
  isOpen: boolean
  /** In two groups, as it is said aloud. */
  code: string
  codeLabel: string
  qr: Run[][]
  until: string
  title: string
  detail: string
  lines: Array<{ id: string; name: string; points: string; picture: string }>
  total: string
  place: string
  cancelHint: string
  /** Who handed it over and who came for it. */
  by: string
  reversal: string
  sendHint: string
}

export function orderOf(order: OrderView, point: PickupPointList['items'][number] | null): OrderShown {
  const points = shown(order.points)
  const code = order.state === 'placed' ? (order.pickup_code ?? '') : ''
  return {
    isOpen: code !== '',
    code: `${code.slice(0, 4)} ${code.slice(4)}`.trim(),
    codeLabel: fill(t.codeLabel, { code: [...code].join(' ') }),
    qr: code ? runs(qrMatrix(code)) : [],
    until: fill(t.once, { day: day(order.expires_at), time: clock(order.expires_at) }),
    title: t.states[order.state],
    detail: order.state === 'placed' ? '' : fill(t.details[order.state], { points }),
    by: handedOver(order),
    reversal: order.state === 'fulfilled' && order.reversal === 'proposed' ? t.reversalDetail : '',
    sendHint: fill(t.sendHint, { code: order.household_code }),
    lines: order.lines.map((line) => ({
      id: line.item_id,
      name: `${line.name} ${line.quantity} ${line.unit_name}`,
      points: shown(line.points),
      picture: pictureFor(line.name),
    })),
    total: fill(t.total, { points }),
    place: point ? `${point.name} · ${point.address}` : '',
    cancelHint: fill(t.cancelHint, { points }),
  }
}

function handedOver(order: OrderView): string {
  if (!order.fulfilled_at) return ''
  const by = fill(t.by, { time: clock(order.fulfilled_at), name: order.fulfilled_by_name ?? '' })
  return order.collected_by ? `${by}，${fill(t.collected, { name: order.collected_by })}` : by
}

/** The card that lets somebody else collect: the code travels in its link and is good for minutes only. */
export function shareOf(order: OrderView, place: string): { title: string; path: string } {
  // seconds, because WeChat hands the values of a link on as they are, not decoded
  const until = Math.floor(Date.parse(order.expires_at) / 1000)
  const query = `code=${order.pickup_code ?? ''}&until=${until}&household=${order.household_code}`
  return {
    title: fill(t.shareTitle, { name: order.ordered_for, time: clock(order.expires_at), place }),
    path: `/pages/mall/collect/index?${query}`,
  }
}
