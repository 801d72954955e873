/** Find one's village: city, county, township, village, one list after the other. */
import { fill, texts } from '../../i18n/zh-CN'
import { listDivisions } from '../../api/identity'
import type { DivisionList } from '../../api/types'
import { troubleOf } from '../../core/outcome'

type Division = DivisionList['items'][number]
const t = texts.register
/** The autonomous region. */
const REGION = '45'

Component({
  data: {
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    path: [] as Division[],
    heading: '',
    options: [] as Division[],
    errorTitle: '',
    errorDetail: '',
  },
  lifetimes: {
    attached() {
      void this.load()
    },
  },
  methods: {
    async load() {
      const { path } = this.data
      const heading = fill(t.choose, { level: t.levels[path.length] ?? '' })
      this.setData({ state: 'loading', heading })
      try {
        const options = await listDivisions(path[path.length - 1]?.code ?? REGION)
        this.setData({ state: 'shown', options })
      } catch (error) {
        const { title, detail } = troubleOf(error)
        this.setData({ state: 'error', errorTitle: title, errorDetail: detail })
      }
    },
    choose(event: WechatMiniprogram.TouchEvent) {
      const chosen = this.data.options.find((option) => option.code === event.currentTarget.dataset.code)
      if (!chosen) return
      const path = [...this.data.path, chosen]
      if (path.length === t.levels.length) {
        const name = path.map((division) => division.name).join(' ')
        this.triggerEvent('chosen', { code: chosen.code, name })
      } else {
        this.setData({ path })
        void this.load()
      }
    },
    back() {
      this.setData({ path: this.data.path.slice(0, -1) })
      void this.load()
    },
  },
})
