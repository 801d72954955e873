/** What a page tells when something did not work, or did. */
import { go } from '../core/navigate'
import { troubleOf } from '../core/outcome'
import { texts } from '../i18n/zh-CN'

/** Shown by components/answer-note. */
export interface Said {
  tone: 'persimmon' | 'bamboo'
  title: string
  detail: string
}

export const NOTHING: Said = { tone: 'persimmon', title: '', detail: '' }

/** Something was done. */
export function done(title: string, detail = ''): { said: Said } {
  return { said: { tone: 'bamboo', title, detail } }
}

/** Something is missing before it can be done. */
export function missing(title: string, detail = ''): { said: Said } {
  return { said: { tone: 'persimmon', title, detail } }
}

/** A refusal as a page shows it in place. */
export interface Refusal {
  title: string
  detail: string
}

/** Why something was not done: the service's own words, or that no answer came. Whoever is not known yet goes home. */
export function refusalOf(error: unknown): Refusal {
  const { kind, title, detail } = troubleOf(error)
  if (kind === 'register' || kind === 'signed-out') go('home')
  return { title: title || texts.states.errorTitle, detail: detail || texts.states.errorDetail }
}

/** Something was not done. */
export function refused(error: unknown): { said: Said } {
  const { title, detail } = refusalOf(error)
  return missing(title, detail)
}

/** A list or a page could not be read. What is shown already stays, with a line that it is the last that was seen. */
export function unread<T extends string>(
  error: unknown,
  shown: T | null,
): { state: T | 'error'; errorTitle: string; errorDetail: string } {
  const { kind, title, detail } = troubleOf(error)
  if (kind === 'register' || kind === 'signed-out') go('home')
  if (shown !== null && kind === 'unreachable')
    return { state: shown, errorTitle: texts.states.lastSeen, errorDetail: '' }
  return { state: 'error', errorTitle: title, errorDetail: detail }
}
