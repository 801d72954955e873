/** From below: how many of an item, what that costs, and yes or no. Tells `reserve` with the quantity, or `close`. */
import { costOf, type Choice } from '../../domain/goods'
import { shown } from '../../domain/points'
import { fill, texts } from '../../i18n/zh-CN'

const t = texts.mall

function linesFor({ name, unit, points, redeemable }: Choice, quantity: number) {
  const { cost, left } = costOf(points, quantity, redeemable)
  return {
    question: fill(t.question, { count: quantity, unit, name }),
    cost: fill(t.questionDetail, { points: shown(cost), left: shown(left) }),
  }
}

Component({
  properties: {
    /** What may be reserved; null hides the sheet. */
    choice: { type: Object, value: null as unknown as Choice },
    isBusy: { type: Boolean, value: false },
  },
  data: {
    t,
    isOpen: false,
    /** Stays while the sheet sinks. */
    shown: null as Choice | null,
    quantity: 1,
    question: '',
    cost: '',
  },
  observers: {
    choice(choice: Choice | null) {
      if (choice) this.setData({ isOpen: true, shown: choice, quantity: 1, ...linesFor(choice, 1) })
      else this.setData({ isOpen: false })
    },
  },
  methods: {
    onQuantity({ detail }: WechatMiniprogram.CustomEvent<{ value: number }>) {
      const { shown: choice } = this.data
      if (choice) this.setData({ quantity: detail.value, ...linesFor(choice, detail.value) })
    },
    onVisible({ detail }: WechatMiniprogram.CustomEvent<{ visible: boolean }>) {
      if (!detail.visible) this.close()
    },
    close() {
      this.triggerEvent('close')
    },
    reserve() {
      this.triggerEvent('reserve', { quantity: this.data.quantity })
    },
  },
})
