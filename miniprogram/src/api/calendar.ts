/** The secret address under which a calendar program reads one's activities. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type { CalendarLinkView } from './types'

export function showCalendarLink(): Promise<CalendarLinkView> {
  return send({ method: 'GET', path: '/me/calendar-link' })
}

/** Make a new address; an earlier one stops working. */
export async function makeCalendarLink(): Promise<CalendarLinkView> {
  await once('calendar-link', (key) => send({ method: 'POST', path: '/me/calendar-link', key }))
  return showCalendarLink()
}

export function stopCalendarLink(): Promise<unknown> {
  return once('stop-calendar-link', (key) =>
    send({ method: 'POST', path: '/me/calendar-link/revocation', key }),
  )
}
