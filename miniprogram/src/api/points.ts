/** The household's points and one's own hours. */
import { send } from '../core/request'
import type { BalanceView, HoursView, Page_RecordView_, StatementView } from './types'

export type ServiceRecord = Page_RecordView_['items'][number]
export type StatementLine = StatementView['items'][number]

export function showBalance(): Promise<BalanceView> {
  return send({ method: 'GET', path: '/me/balance' })
}

export function showHours(): Promise<HoursView> {
  return send({ method: 'GET', path: '/me/hours' })
}

export function listRecords(cursor?: string | null, limit = 10): Promise<Page_RecordView_> {
  return send({ method: 'GET', path: '/me/service-records', query: { cursor, limit } })
}

export function showStatement(cursor?: string | null, limit = 20): Promise<StatementView> {
  return send({ method: 'GET', path: '/me/statement', query: { cursor, limit } })
}
