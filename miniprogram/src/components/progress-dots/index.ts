/** The six steps of a service as dots: past, present, to come. */
import { fill, texts } from '../../i18n/zh-CN'

const { steps, stepsLabel } = texts.activity

Component({
  properties: { current: { type: Number, value: 0 } },
  data: { dots: [] as Array<{ name: string; mark: string }>, label: '' },
  observers: {
    current(current: number) {
      const mark = (index: number): string =>
        index < current ? 'is-past' : index === current ? 'is-now' : ''
      const step = steps[Math.min(current, steps.length - 1)]
      this.setData({
        dots: steps.map((name, index) => ({ name, mark: mark(index) })),
        label: fill(stepsLabel, { count: current + 1, step }),
      })
    },
  },
})
