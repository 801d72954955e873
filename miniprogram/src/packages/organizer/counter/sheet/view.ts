/** The end-of-day sheet on the screen and as a text that can be sent or printed. */
import type { SheetView } from '../../../../api/types'
import { shown } from '../../../../domain/points'
import { day, span } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'

const t = texts.counter.sheet

export interface Sheet {
  when: string
  orders: string
  agrees: boolean
  open: string
  lines: Array<{ id: string; name: string; issued: string; back: string; points: string }>
  orderPoints: string
  ledgerPoints: string
  orderUnits: string
  stockUnits: string
  text: string
}

export function sheetOf(sheet: SheetView, point: string): Sheet {
  return {
    when: whenOf(sheet),
    orders: fill(t.orders, { orders: sheet.orders, served: sheet.households_served }),
    agrees: sheet.agrees,
    open: sheet.open ? fill(t.open, { count: sheet.open }) : '',
    lines: sheet.items.map((line) => ({
      id: line.item_id,
      name: line.name,
      issued: `${line.fulfilled} ${line.unit_name}`,
      back: String(line.given_back + line.reversed),
      points: shown(line.points),
    })),
    orderPoints: `${shown(sheet.order_points)} ${texts.counter.serve.unit}`,
    ledgerPoints: `${shown(sheet.ledger_points)} ${texts.counter.serve.unit}`,
    orderUnits: `${sheet.order_units} ${t.unit}`,
    stockUnits: `${sheet.stock_units} ${t.unit}`,
    text: textOf(sheet, point),
  }
}

function whenOf(sheet: SheetView): string {
  return `${day(sheet.day.opens_at)} ${span(sheet.day.opens_at, sheet.day.closes_at)}`
}

export function textOf(sheet: SheetView, point: string): string {
  const head = { point, day: day(sheet.day.opens_at), span: span(sheet.day.opens_at, sheet.day.closes_at) }
  const total = {
    orders: sheet.orders,
    served: sheet.households_served,
    units: sheet.order_units,
    points: shown(sheet.order_points),
  }
  const books = {
    ledger: shown(sheet.ledger_points),
    stock: sheet.stock_units,
    agrees: sheet.agrees ? t.agrees : t.differs,
  }
  return [
    fill(t.text, head),
    ...sheet.items.map(lineText),
    fill(t.textTotal, total),
    fill(t.textBooks, books),
    t.textSign,
  ].join('\n')
}

function lineText(line: SheetView['items'][number]): string {
  const back = line.given_back ? fill(t.textBack, { count: line.given_back, unit: line.unit_name }) : ''
  const undone = line.reversed ? fill(t.textUndone, { count: line.reversed, unit: line.unit_name }) : ''
  return fill(t.textLine, {
    name: line.name,
    fulfilled: line.fulfilled,
    unit: line.unit_name,
    points: shown(line.points),
    more: back + undone,
  })
}
