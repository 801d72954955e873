/** The household's points and one's own hours. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type {
  app__ledger__schemas__ProposalView as ProposalView,
  BalanceView,
  CorrectionBody,
  CorrectionList,
  HoursView,
  MonthList,
  Page_ProposalView_,
  Page_RecordView_,
  RecordDetailView,
  RuleView,
  StatementView,
} from './types'

export type ServiceRecord = Page_RecordView_['items'][number]
export type StatementLine = StatementView['items'][number]
export type Proposal = ProposalView
export type Correction = CorrectionList['items'][number]
export type About = CorrectionBody['about']

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

/** One service with everything that was ever decided on it. */
export function showRecord(id: string): Promise<RecordDetailView> {
  return send({ method: 'GET', path: `/service-records/${id}` })
}

/** My approved services summed up by month. */
export function listMonths(): Promise<MonthList> {
  return send({ method: 'GET', path: '/me/service-months' })
}

/** 算得不对？ Somebody else looks at it again. */
export function disputeRecord(id: string, reason: string): Promise<unknown> {
  return once(`dispute:${id}:${reason}`, (key) =>
    send({ method: 'POST', path: `/service-records/${id}/dispute`, body: { reason }, key }),
  )
}

/** The rule that holds today at a site, in sentences. */
export function showRule(siteId: string): Promise<RuleView> {
  return send({ method: 'GET', path: '/scoring-rules/current', query: { site_id: siteId } })
}

/** Points that are not for hours: given or taken by proposal, with reasons. */
export function listProposals(cursor?: string | null): Promise<Page_ProposalView_> {
  return send({ method: 'GET', path: '/me/point-proposals', query: { cursor, limit: 20 } })
}

export function appeal(id: string, words: string): Promise<unknown> {
  return once(`appeal:${id}:${words}`, (key) =>
    send({ method: 'POST', path: `/point-proposals/${id}/appeal`, body: { words }, key }),
  )
}

export function listCorrections(): Promise<CorrectionList> {
  return send({ method: 'GET', path: '/me/correction-requests' })
}

export function requestCorrection(about: About, words: string): Promise<unknown> {
  return once(`correction:${about}:${words}`, (key) =>
    send({ method: 'POST', path: '/me/correction-requests', body: { about, words }, key }),
  )
}
