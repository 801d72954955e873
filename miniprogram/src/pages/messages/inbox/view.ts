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
  correction_due: 'organizerToday',
  role_granted: 'organizerToday',
  binding_changed: 'phone',
}

/** Whoever leads a team is asked things that nobody else is. */
const BY_KIND: Record<string, PageName> = {
  substitution_asked: 'offers',
  team_request_open: 'team',
  team_led: 'team',
  team_filing_due: 'team',
  team_filing_accepted: 'team',
  team_filing_returned: 'team',
}

const WITH_SUBJECT: Record<string, PageName> = {
  activity: 'activity',
  redemption_order: 'order',
  service_record: 'service',
  points_expiry: 'points',
  proxy: 'proxies',
  household: 'household',
  duty_roster: 'organizerToday',
}

/** Where a tap leads, or null when everything is said already. */
export function wayOf(message: Message): Way | null {
  const page = BY_KIND[message.kind] ?? pageOf(message)
  if (!page) return null
  const hasOwnPage = page === 'activity' || page === 'order' || page === 'service' || page === 'team'
  return { page, query: hasOwnPage && message.subject_id ? { id: message.subject_id } : {} }
}

function pageOf(message: Message): PageName | undefined {
  return message.subject_kind ? WITH_SUBJECT[message.subject_kind] : WITHOUT_SUBJECT[message.kind]
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
