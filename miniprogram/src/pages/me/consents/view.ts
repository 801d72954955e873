/** How I stand to each purpose, with the text I agreed to. */
import type { Consent, Notice } from '../../../api/account'
import { day, shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.account.consents

export interface ConsentShown {
  purpose: Consent['purpose']
  version: number
  title: string
  body: string
  tag: string
  colour: string
  when: string
  mayAgree: boolean
  mayRefuse: boolean
  mayWithdraw: boolean
  isBase: boolean
  older: Array<{ key: string; heading: string; body: string }>
}

const COLOURS: Record<Consent['state'], string> = {
  given: 'bamboo',
  outdated: 'persimmon',
  refused: '',
  withdrawn: '',
  not_asked: '',
}

function whenOf(consent: Consent): string {
  if (consent.withdrawn_at) return fill(t.withdrawnOn, { day: day(consent.withdrawn_at) })
  if (!consent.answered_at) return ''
  const values = { day: day(consent.answered_at), version: consent.version ?? '' }
  if (consent.state === 'refused') return fill(t.refusedOn, values)
  if (consent.on_paper) return fill(t.onPaper, values)
  return fill(consent.by_somebody_else ? t.byOther : t.givenOn, values)
}

export function shownOf(consent: Consent, notices: Notice[]): ConsentShown {
  const ofPurpose = notices.filter((notice) => notice.purpose === consent.purpose)
  const current = ofPurpose.find((notice) => notice.version === consent.current_version)
  const isBase = consent.purpose === 'base'
  const isGiven = consent.state === 'given' || consent.state === 'outdated'
  return {
    purpose: consent.purpose,
    version: consent.current_version,
    title: current?.title ?? '',
    body: current?.body ?? '',
    tag: t.states[consent.state] ?? '',
    colour: COLOURS[consent.state],
    when: whenOf(consent),
    mayAgree: consent.state !== 'given',
    mayRefuse: !isBase && consent.state === 'not_asked',
    mayWithdraw: !isBase && isGiven,
    isBase,
    older: ofPurpose
      .filter((notice) => notice.version !== consent.current_version)
      .map((notice) => ({
        key: `${notice.purpose}${notice.version}`,
        heading: fill(t.version, { version: notice.version, day: shortDay(notice.effective_on) }),
        body: notice.body,
      })),
  }
}
