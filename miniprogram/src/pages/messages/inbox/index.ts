/** What the service told me. Opening a message marks it as read and leads to the page it is about. */
import { listMessages, listSubscriptions, markRead, reportAnswers, type Message } from '../../../api/messages'
import { now } from '../../../core/clock'
import { askForReminders } from '../../../core/device'
import { currentLook } from '../../../core/look'
import { go } from '../../../core/navigate'
import { remember, showLastSeen } from '../../../core/snapshots'
import { texts } from '../../../i18n/zh-CN'
import { done, missing, NOTHING, refused, unread, type Said } from '../../../parts/telling'
import { rowOf, unreadLine, wayOf, type MessageRow } from './view'

const t = texts.inbox
/** WeChat asks about at most so many templates at once. */
const MOST_TEMPLATES = 3

Page({
  data: {
    look: currentLook(),
    t,
    state: 'loading' as 'loading' | 'empty' | 'error' | 'partial' | 'end',
    rows: [] as MessageRow[],
    unread: '',
    cursor: null as string | null,
    missed: [] as string[],
    said: NOTHING as Said,
    errorTitle: '',
    errorDetail: '',
  },
  messages: [] as Message[],
  isLoading: false,

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  onReachBottom() {
    if (this.data.cursor) void this.fetchPage(this.data.cursor)
  },

  async load() {
    if (!this.messages.length) showLastSeen<Message[]>('inbox', (last) => this.show(last, null))
    await this.fetchPage(null)
    await this.findMissed()
  },

  async fetchPage(cursor: string | null) {
    if (this.isLoading) return
    this.isLoading = true
    try {
      const { items, next_cursor: next, unread: count } = await listMessages(cursor)
      if (!cursor) remember('inbox', items)
      this.show(cursor ? [...this.messages, ...items] : items, next)
      this.setData({ unread: unreadLine(count) })
    } catch (error) {
      this.setData(unread(error, this.messages.length ? 'end' : null))
    } finally {
      this.isLoading = false
    }
  },

  show(messages: Message[], cursor: string | null) {
    this.messages = messages
    const state = cursor ? 'partial' : messages.length ? 'end' : 'empty'
    this.setData({ rows: messages.map((message) => rowOf(message, now())), cursor, state })
  },

  /** Reminders she had asked for and that could not be sent: offered again, once, gently. */
  async findMissed() {
    try {
      const subscriptions = await listSubscriptions()
      const missed = subscriptions.filter((each) => each.suggest).map((each) => each.template_id)
      this.setData({ missed: missed.slice(0, MOST_TEMPLATES) })
    } catch {
      this.setData({ missed: [] }) // the messages are here all the same
    }
  },

  async open(event: WechatMiniprogram.TouchEvent) {
    const message = this.messages.find((each) => each.id === event.currentTarget.dataset.id)
    if (!message) return
    if (message.read_at === null) await this.read({ message_ids: [message.id] }, [message.id])
    const way = wayOf(message)
    if (way) go(way.page, way.query)
  },

  async readAll() {
    const [newest] = this.messages
    if (newest)
      await this.read(
        { up_to: newest.id },
        this.messages.map((message) => message.id),
      )
  },

  async read(body: Parameters<typeof markRead>[0], ids: string[]) {
    try {
      const { unread: count } = await markRead(body)
      const readAt = new Date(now()).toISOString()
      const messages = this.messages.map((message) =>
        ids.includes(message.id) ? { ...message, read_at: message.read_at ?? readAt } : message,
      )
      this.show(messages, this.data.cursor)
      this.setData({ unread: unreadLine(count) })
    } catch (error) {
      this.setData(refused(error))
    }
  },

  async remind() {
    const answers = await askForReminders(this.data.missed)
    this.setData({ missed: [] })
    const isWanted = Object.values(answers).some((answer) => answer.startsWith('accept'))
    this.setData(isWanted ? done(t.reminded) : missing(t.notReminded))
    if (!Object.keys(answers).length) return
    try {
      await reportAnswers(answers)
    } catch (error) {
      this.setData(refused(error))
    }
  },
})
