/** What somebody fills in to join, and what is still missing. */

export interface Application {
  name: string
  birth: string
  villageCode: string
  villageName: string
  how: 'found' | 'join' | 'claim'
  /** She is a mother of the programme, or somebody else of the family. */
  kind: 'mother' | 'family'
  householdCode: string
  /** The paper card she has used so far. */
  cardCode: string
  isAgreed: boolean
  /** She has seen the privacy notice and agrees. */
  hasAccepted: boolean
}

export type Field = 'name' | 'birth' | 'village' | 'household' | 'card' | 'guardian' | 'notice'

const ADULT = 18
/** Younger ones come along with their family and are counted by head. */
const OLD_ENOUGH = 14

function isYoungerThan(years: number, birth: string, today: string): boolean {
  const on = `${Number(birth.slice(0, 4)) + years}${birth.slice(4)}`
  return birth !== '' && today < on
}

/** Whether somebody born on that day is under eighteen on another. Both are business dates. */
export function needsGuardian(birth: string, today: string): boolean {
  return isYoungerThan(ADULT, birth, today)
}

/** Whether she is too young for an account of her own. */
export function isChild(birth: string, today: string): boolean {
  return isYoungerThan(OLD_ENOUGH, birth, today)
}

export function missingIn(form: Application, today: string): Field[] {
  const missing: Field[] = []
  if (!form.name) missing.push('name')
  if (!form.birth) missing.push('birth')
  if (form.how === 'claim' && !form.cardCode) missing.push('card')
  if (form.how !== 'claim' && !form.villageCode) missing.push('village')
  if (form.how === 'join' && !form.householdCode) missing.push('household')
  if (needsGuardian(form.birth, today) && !form.isAgreed) missing.push('guardian')
  if (!form.hasAccepted) missing.push('notice')
  return missing
}
