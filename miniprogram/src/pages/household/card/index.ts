/** My paper card: whether one is in use, and reporting it lost. */
import { reportCardLost, showOwnCard } from '../../../api/household'
import { showMe } from '../../../api/identity'
import type { OwnCardView } from '../../../api/types'
import { confirm } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { texts } from '../../../i18n/zh-CN'
import { done, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { cardOf } from './view'

const t = texts.ownCard

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'shown' | 'error',
    errorTitle: '',
    errorDetail: '',
    card: null as ReturnType<typeof cardOf> | null,
    said: NOTHING as Said,
    isBusy: false,
  },
  known: null as OwnCardView | null,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async load() {
    try {
      this.known = await showOwnCard()
      this.setData({ state: 'shown', card: cardOf(this.known) })
    } catch (error) {
      this.setData(unread(error, this.known ? 'shown' : null))
    }
  },

  async report() {
    if (this.data.isBusy || !(await confirm(t.question, t.questionDetail, t.yes, t.no))) return
    this.setData({ isBusy: true, said: NOTHING })
    try {
      const { id } = await showMe()
      await reportCardLost(id, this.known?.suffix ?? '')
      this.setData(done(t.lost))
      await this.load()
    } catch (error) {
      this.setData(refused(error))
    } finally {
      this.setData({ isBusy: false })
    }
  },
})
