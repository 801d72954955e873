/** What a page shows when something did not work: never a stack, never a number first. */
import { ApiError, RegistrationNeeded, SignedOut, Unreachable } from './errors'

export type Trouble = {
  kind: 'unreachable' | 'register' | 'signed-out' | 'refused'
  title: string
  detail: string
  /** The service's word for the refusal. */
  code?: string
  /** Fields the service named as not right. */
  fields?: string[]
}

/** @throws what is not a trouble of speaking to the service: that is a defect of ours */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof RegistrationNeeded) return { kind: 'register', title: '', detail: '' }
  if (error instanceof SignedOut) return { kind: 'signed-out', title: '', detail: '' }
  if (error instanceof Unreachable) return { kind: 'unreachable', title: '', detail: '' }
  if (error instanceof ApiError)
    return {
      kind: 'refused',
      title: error.title,
      detail: error.detail,
      code: error.code,
      fields: error.fields,
    }
  throw error
}

/** Whether no answer came at all. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Unreachable
}
