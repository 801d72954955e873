/** A person's own code (个人码), made on this phone from a key that holds for one day. */
import { secondsLeft, signature, stepAt } from './signing'

export interface OwnKey {
  /** `P.<county>.<subject>`: what the code begins with. */
  prefix: string
  key: string
  stepSeconds: number
  validUntil: string
}

/** What the service answered, as the phone keeps it. */
export function ownKey(answer: {
  code: string
  key: string
  step_seconds: number
  key_valid_until: string
}): OwnKey {
  return {
    prefix: answer.code.split('.').slice(0, 3).join('.'),
    key: answer.key,
    stepSeconds: answer.step_seconds,
    validUntil: answer.key_valid_until,
  }
}

/** The code of an instant, or null when the key is of another day. */
export function ownCode(own: OwnKey, now: number): { code: string; secondsLeft: number } | null {
  if (now >= Date.parse(own.validUntil)) return null
  const [, county, subject] = own.prefix.split('.')
  const step = String(stepAt(now, own.stepSeconds))
  const proof = signature(own.key, 'personal', county, subject, step)
  return { code: `${own.prefix}.${step}.${proof}`, secondsLeft: secondsLeft(now, own.stepSeconds) }
}
