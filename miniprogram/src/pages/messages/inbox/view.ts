/** One message, and the page it leads to. */
import type { Message } from '../../../api/messages'
import type { PageName } from '../../../core/navigate'
import { clock, dayInWords } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.inbox

export interface MessageRow {
  id: string
  title: string
  text: string
  when: string
  isUnread: boolean
  hasPage: boolean
}

export interface Way {
  page: PageName
  query: Record<string, string>
}

/** Messages about no thing of their own lead to the page where one goes on. */
const WITHOUT_SUBJECT: Record<string, PageName> = {
  review_due: 'organizerToday',
  objection_answered: 'objections',
  reminder_unsent: 'subscriptions',
}

const WITH_SUBJECT: Record<string, PageName> = {
  activity: 'activity',
  redemption_order: 'order',
  service_record: 'points',
  points_expiry: 'points',
}

/** Where a tap leads, or null when everything is said already. */
export function wayOf(message: Message): Way | null {
  const page = message.subject_kind ? WITH_SUBJECT[message.subject_kind] : WITHOUT_SUBJECT[message.kind]
  if (!page) return null
  return { page, query: message.subject_id ? { id: message.subject_id } : {} }
}

export function rowOf(message: Message, now: number): MessageRow {
  return {
    id: message.id,
    title: message.title,
    text: message.text,
    when: fill(t.when, { day: dayInWords(message.created_at, now), time: clock(message.created_at) }),
    isUnread: message.read_at === null,
    hasPage: wayOf(message) !== null,
  }
}

export function unreadLine(count: number): string {
  if (!count) return ''
  return fill(t.unread, { count: count > 99 ? '99+' : count })
}
