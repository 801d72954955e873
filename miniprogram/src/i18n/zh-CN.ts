import { states } from './words/states'
import { offline } from './words/offline'
import { home } from './words/home'
import { activities } from './words/activities'
import { activity } from './words/activity'
import { scan } from './words/scan'
import { outbox } from './words/outbox'
import { corrections, points, proposals, record, records } from './words/points'
import { calendar, offers } from './words/offers'
import { helpFamily, ownCode } from './words/own-code'
import { mall } from './words/mall'
import { order } from './words/order'
import { orders } from './words/orders'
import { me } from './words/me'
import { register } from './words/register'
import * as family from './words/household'
import * as disclosing from './words/disclosure'
import { ranking } from './words/ranking'
import { inbox, subscriptions } from './words/inbox'
import * as account from './words/account'
import { organizer } from './words/organizer'
import { counter } from './words/counter'
import { stock } from './words/stock'

/**
 * Every word the app says by itself; refusals come from the service in words already. One file per area in `words/`.
 * `{name}` is filled in by `fill`. Style: design language, part 15: short, kind, what now and what later.
 */
export const texts = {
  states,
  offline,
  home,
  activities,
  activity,
  scan,
  outbox,
  points,
  proposals,
  records,
  record,
  corrections,
  offers,
  calendar,
  ownCode,
  helpFamily,
  mall,
  order,
  orders,
  me,
  register,
  ...family,
  ...disclosing,
  ranking,
  inbox,
  subscriptions,
  account,
  organizer,
  counter,
  stock,
}

/** Put values into a sentence: `fill('还差 {n} 分', { n: 24 })`. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
