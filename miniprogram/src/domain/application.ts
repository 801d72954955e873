/** What somebody fills in to join, and what is still missing. */

export interface Application {
  name: string
  birth: string
  villageCode: string
  villageName: string
  how: 'found' | 'join'
  householdCode: string
  isAgreed: boolean
  /** She has seen the privacy notice and agrees. */
  hasAccepted: boolean
}

export type Field = 'name' | 'birth' | 'village' | 'household' | 'guardian' | 'notice'

const ADULT = 18

/** Whether somebody born on that day is under eighteen on another. Both are business dates. */
export function needsGuardian(birth: string, today: string): boolean {
  const adultOn = `${Number(birth.slice(0, 4)) + ADULT}${birth.slice(4)}`
  return birth !== '' && today < adultOn
}

export function missingIn(form: Application, today: string): Field[] {
  const missing: Field[] = []
  if (!form.name) missing.push('name')
  if (!form.birth) missing.push('birth')
  if (!form.villageCode) missing.push('village')
  if (form.how === 'join' && !form.householdCode) missing.push('household')
  if (needsGuardian(form.birth, today) && !form.isAgreed) missing.push('guardian')
  if (!form.hasAccepted) missing.push('notice')
  return missing
}
