/** The optional fields as choices that can be tapped. */
import type { Consent } from '../../../api/account'
import type { ProfileView } from '../../../api/types'

export interface Choice {
  value: string
  name: string
  isOn: boolean
}

/** Fields for statistics; kept only under a consent of their own. */
export type Background = 'ethnic_group' | 'education' | 'political_status'

export function choicesOf(names: Record<string, string>, chosen: readonly string[]): Choice[] {
  return Object.entries(names).map(([value, name]) => ({ value, name, isOn: chosen.includes(value) }))
}

function switched<T extends string>(chosen: readonly T[], value: T): T[] {
  return chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]
}

/** The profile after a tap on a choice. */
export function toggled(profile: ProfileView, field: string, value: string): ProfileView {
  if (field === 'sex') return { ...profile, sex: value === 'none' ? null : (value as ProfileView['sex']) }
  if (field === 'kinds') {
    const kind = value as ProfileView['service_kinds'][number]
    return { ...profile, service_kinds: switched(profile.service_kinds, kind) }
  }
  const time = value as ProfileView['service_times'][number]
  return { ...profile, service_times: switched(profile.service_times, time) }
}

/** What travels: an empty text is nothing, and without consent nothing for statistics. */
export function cleaned(profile: ProfileView, hasBackground: boolean, mayKeep: boolean): ProfileView {
  const told = {
    ...profile,
    residence: profile.residence?.trim() || null,
    skills: profile.skills?.trim() || null,
  }
  if (mayKeep || !hasBackground) return told
  return { ...told, ethnic_group: null, education: null, political_status: null }
}

/** Whether the consent for the statistics stands, and under which version it would be given. */
export function backgroundIn(consents: Consent[]): { isGiven: boolean; version: number } {
  const found = consents.find((consent) => consent.purpose === 'background')
  return { isGiven: found?.state === 'given', version: found?.current_version ?? 0 }
}
