/** The course of a service: who decided what, with the numbers it rested on. Names stay with the office. */
import type { RecordDetailView, RuleView } from '../../../api/types'
import { shown } from '../../../domain/points'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.record

export interface Step {
  id: string
  title: string
  when: string
  words: string
  points: string
}

const WORDS: Record<string, string> = { dispute: t.said, dismiss_dispute: t.ruling, uphold_dispute: t.ruling }

export function courseOf(decisions: RecordDetailView['decisions']): Step[] {
  return decisions.map((decision, index) => ({
    id: String(index),
    title: decision.label,
    when: fill(t.when, { day: day(decision.decided_at), time: clock(decision.decided_at) }),
    words: decision.reason ? fill(WORDS[decision.action] ?? t.reason, { reason: decision.reason }) : '',
    points: fill(t.pointsThen, { points: shown(decision.points) }),
  }))
}

export function ruleOf(rule: RuleView): { title: string; sentences: string[] } {
  const [year] = rule.effective_on.split('-')
  return { title: fill(t.ruleTitle, { year, version: rule.version }), sentences: rule.sentences }
}

/** Whether somebody else can be asked to look again. */
export function mayDispute(record: RecordDetailView['record'], ownId: string): boolean {
  return record.volunteer_id === ownId && record.state !== 'disputed' && record.state !== 'corrected'
}
