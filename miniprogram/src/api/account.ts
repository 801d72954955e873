/** My own data: optional fields, consents, phone number, devices, export, leaving. */
import { once } from '../core/keys'
import { send } from '../core/request'
import type {
  BindingView,
  ConsentList,
  ExportView,
  GuardianBody,
  GuardianView,
  NoticeList,
  PhoneView,
  ProfileView,
  SessionList,
} from './types'

export type Consent = ConsentList['items'][number]
export type Notice = NoticeList['items'][number]
export type Purpose = Consent['purpose']
export type Device = SessionList['items'][number]

export function showProfile(): Promise<ProfileView> {
  return send({ method: 'GET', path: '/me/profile' })
}

/** @param noticeVersion the text under which what is for statistics may be kept, if she agrees to it */
export function writeProfile(profile: ProfileView, noticeVersion?: number): Promise<unknown> {
  const body = noticeVersion ? { ...profile, background_notice_version: noticeVersion } : profile
  return send({ method: 'PUT', path: '/me/profile', body })
}

export async function listConsents(): Promise<Consent[]> {
  return (await send<ConsentList>({ method: 'GET', path: '/me/consents' })).items
}

/** Say yes or no to the text of that version. */
export async function answerNotice(
  purpose: Purpose,
  version: number,
  answer: 'given' | 'refused',
): Promise<Consent[]> {
  const body = { purpose, version, answer }
  const said = await once(`consent:${purpose}:${version}:${answer}`, (key) =>
    send<ConsentList>({ method: 'POST', path: '/me/consents', body, key }),
  )
  return said.items
}

export async function withdrawConsent(purpose: Purpose): Promise<Consent[]> {
  const said = await once(`withdraw:${purpose}`, (key) =>
    send<ConsentList>({ method: 'POST', path: '/me/consents/withdrawal', body: { purpose }, key }),
  )
  return said.items
}

/** Every version of every text, newest first within a purpose. */
export async function listNotices(): Promise<Notice[]> {
  const { items } = await send<NoticeList>({ method: 'GET', path: '/privacy-notices', isAnonymous: true })
  return items
}

/** Keep the number behind WeChat's code; a code works once, so this is never repeated by itself. */
export function bindPhone(code: string): Promise<PhoneView> {
  return send({ method: 'PUT', path: '/me/phone', body: { code } })
}

export function showGuardian(): Promise<GuardianView> {
  return send({ method: 'GET', path: '/me/guardian' })
}

export function writeGuardian(guardian: GuardianBody): Promise<unknown> {
  return send({ method: 'PUT', path: '/me/guardian', body: guardian })
}

/** Whether a new number or WeChat was bound within the last day, and until when that holds me back. */
export function showBinding(): Promise<BindingView> {
  return send({ method: 'GET', path: '/me/binding' })
}

/** It was not me: the old number stands again, other phones sign out. */
export function cancelBinding(beganAt: string): Promise<unknown> {
  return once(`binding:${beganAt}`, (key) => send({ method: 'POST', path: '/me/binding/cancellation', key }))
}

export async function listDevices(): Promise<Device[]> {
  return (await send<SessionList>({ method: 'GET', path: '/sessions' })).items
}

export function endDevice(id: string): Promise<unknown> {
  return send({ method: 'POST', path: `/sessions/${id}/end` })
}

export function exportOwnData(): Promise<ExportView> {
  return send({ method: 'GET', path: '/me/export' })
}

/** Leave for good. With the last member of a household its points lapse, if she said that she knows. */
export function closeAccount(givesUpPoints: boolean): Promise<unknown> {
  const body = { confirm: '注销账号', give_up_points: givesUpPoints }
  return once(`close-account:${givesUpPoints}`, (key) =>
    send({ method: 'POST', path: '/me/account-closing', body, key }),
  )
}
