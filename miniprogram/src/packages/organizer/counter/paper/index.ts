/** What was written down without network and still waits to be handed over. */
import { confirm } from '../../../../core/device'
import { currentLook } from '../../../../core/look'
import { go } from '../../../../core/navigate'
import { lastSeen } from '../../../../core/snapshots'
import type { PaperOrder } from '../../domain/paper'
import { clock } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'
import type { Seen } from '../view'
import { forgetPaper, paperOrders } from './keeping'

const t = texts.counter.paper

Page({
  data: { look: currentLook(), t, rows: [] as ReturnType<typeof rowOf>[], title: '' },

  onShow() {
    this.setData({ look: currentLook() })
    this.show()
  },

  show() {
    const orders = paperOrders()
    this.setData({ rows: orders.map(rowOf), title: fill(t.waiting, { count: orders.length }) })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const order = paperOrders().find(({ id }) => id === event.currentTarget.dataset.id)
    if (order) go('serve', { [order.kind]: order.text, day: dayFor(order), paper: order.id })
  },

  async drop(event: WechatMiniprogram.TouchEvent) {
    if (!(await confirm(t.dropQuestion, t.dropDetail, t.dropYes, t.dropNo))) return
    forgetPaper(String(event.currentTarget.dataset.id))
    this.show()
  },
})

/** The day that is open now, which may be another one than when it was written down. */
function dayFor(order: PaperOrder): string {
  return lastSeen<Seen>('counter')?.day?.id ?? order.dayId
}

function rowOf(order: PaperOrder) {
  const name =
    order.kind === 'card'
      ? fill(t.cardOf, { tail: (order.text.split('.')[2] ?? '').slice(-4) })
      : fill(t.codeOf, { code: order.text })
  const goods = order.choices.map((each) => `${each.name} ${each.quantity} ${each.unit_name}`).join('、')
  const when = fill(t.written, { time: clock(order.writtenAt) })
  return { id: order.id, name, detail: [goods, when].filter(Boolean).join('，') }
}
