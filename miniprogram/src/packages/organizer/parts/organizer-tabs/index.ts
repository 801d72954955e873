/** The organizer's four places at the bottom of the screen. What a page puts inside stands above them. */
import { goInstead } from '../../../../core/navigate'
import { texts } from '../../../../i18n/zh-CN'

const t = texts.organizer
const TABS = [
  { page: 'organizerToday', icon: 'home', name: t.tabs.today },
  { page: 'approval', icon: 'checkc', name: t.tabs.approval },
  { page: 'counter', icon: 'basket', name: t.tabs.counter },
  { page: 'organizerTeams', icon: 'users', name: t.tabs.teams },
] as const

Component({
  properties: {
    /** The page this bar stands on, by its name in core/navigate. */
    current: { type: String, value: '' },
  },
  data: { tabs: [...TABS], label: t.tabsLabel },
  methods: {
    open(event: WechatMiniprogram.TouchEvent) {
      const page = event.currentTarget.dataset.page as (typeof TABS)[number]['page']
      if (page !== this.properties.current) goInstead(page)
    },
  },
})
