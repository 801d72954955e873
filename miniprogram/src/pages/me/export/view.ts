/** Everything kept about a person, section by section, readable on a phone. */
import type { ExportView } from '../../../api/types'
import { clock, day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.account.ownData
/** More rows than this are in the file only. */
const ROWS_SHOWN = 50

export interface SectionShown {
  title: string
  count: string
  rows: Array<{ key: string; heading: string; facts: string[] }>
}

function said(value: unknown): string {
  if (value === null || value === undefined || value === '') return t.none
  if (Array.isArray(value)) return value.map(said).join('、')
  if (value === true) return '是'
  return value === false ? '否' : String(value)
}

export function sectionsOf(data: ExportView): SectionShown[] {
  return data.sections.map(({ title, rows }) => ({
    title,
    count: fill(t.rows, { count: rows.length }),
    rows: rows.slice(0, ROWS_SHOWN).map((row, index) => ({
      key: String(index),
      heading: rows.length > 1 ? fill(t.row, { number: index + 1 }) : '',
      facts: Object.entries(row).map(([name, value]) => `${name}：${said(value)}`),
    })),
  }))
}

export function madeOf(data: ExportView): string {
  return fill(t.made, { day: day(data.made_at), time: clock(data.made_at) })
}
