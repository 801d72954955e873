/** Lines of what was scanned here. */
import type { Direction } from '../../../domain/outbox'
import type { PersonScan } from '../../../domain/person-scan'
import { clock } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.scanning

export interface ScanLine {
  nonce: string
  icon: 'checkc' | 'cloudoff' | 'alert'
  colour: 'bamboo' | 'indigo' | 'persimmon'
  title: string
  detail: string
}

export function lineOf(scan: PersonScan): ScanLine {
  const time = clock(new Date(Date.parse(scan.deviceTime) + (scan.skewSeconds ?? 0) * 1000).toISOString())
  const { nonce } = scan
  if (scan.state === 'waiting')
    return { nonce, icon: 'cloudoff', colour: 'indigo', title: t.kept, detail: fill(t.keptDetail, { time }) }
  if (scan.state === 'refused')
    return { nonce, icon: 'alert', colour: 'persimmon', title: scan.title, detail: scan.detail }
  const title = scan.name ? fill(t.result[scan.direction], { name: scan.name }) : t.unknownName
  return { nonce, icon: 'checkc', colour: 'bamboo', title, detail: time }
}

/** A line about something that was no person's code, or was scanned just before. */
export function lineAbout(problem: 'notPerson' | 'already', number: number): ScanLine {
  const detail = problem === 'notPerson' ? t.notPersonDetail : ''
  return { nonce: `${problem}-${number}`, icon: 'alert', colour: 'persimmon', title: t[problem], detail }
}

export function countOf(scans: PersonScan[], activityId: string, direction: Direction): number {
  return scans.filter(
    (scan) => scan.activityId === activityId && scan.direction === direction && scan.state !== 'refused',
  ).length
}
