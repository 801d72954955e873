/** What the counter shows of one household before and after goods are handed over. All sums are the service's. */
import type { CounterOrder, Mall, Quote } from '../../../../api/types'
import { pictureFor } from '../../../../domain/goods'
import type { PaperChoice } from '../../domain/paper'
import { kindsIn, linesOf, type Amounts } from '../../../../domain/pickup'
import { isZero, shown } from '../../../../domain/points'
import { clock } from '../../../../domain/time'
import { fill, texts } from '../../../../i18n/zh-CN'

const t = texts.counter.serve
const MOST_OF_ONE = 20

export interface ServingLine {
  id: string
  name: string
  picture: string
  detail: string
  amount: number
  most: number
  minusLabel: string
  plusLabel: string
}

export interface Serving {
  name: string
  code: string
  balance: string
  sum: { before: string; taking: string; after: string } | null
  heading: string
  isGood: boolean
  lines: ServingLine[]
  /** Why it cannot be handed over, and what to do. */
  stop: { title: string; detail: string } | null
  give: string
  isLess: boolean
  canUndo: boolean
}

type Item = Mall['items'][number]

/** An order behind a code; `amounts` is what she takes of it. */
export function ofOrder(order: CounterOrder, amounts: Amounts): Serving {
  const kinds = kindsIn(amounts)
  const isOpen = order.state === 'placed' && !order.is_own_household
  return {
    ...nameOf(order.ordered_for, order.household_code),
    balance: order.balance_before === null ? '' : shown(order.balance_before),
    sum: isOpen ? sumOf(order.balance_before, order.points, order.balance_after) : null,
    heading: isOpen ? fill(t.reserved, { count: order.lines.length }) : '',
    isGood: true,
    lines: order.lines.map((line) => orderLine(line, isOpen, amounts)),
    stop: stopOf(order),
    give: kinds ? fill(t.give, { count: kinds }) : '',
    isLess: isOpen && order.lines.some((line) => (amounts[line.item_id] ?? 0) < line.quantity),
    canUndo: order.state === 'fulfilled' && !order.is_own_household,
  }
}

/** The household of a paper card and what it has chosen from the shelf. */
export function ofCard(quote: Quote, mall: Mall, amounts: Amounts): Serving {
  const kinds = kindsIn(amounts)
  const stop = cardStop(quote)
  const isShort = !isZero(quote.missing)
  return {
    ...nameOf(quote.person, quote.household_code),
    balance: shown(quote.balance),
    sum: kinds && !isShort ? sumOf(quote.balance, quote.points, quote.balance_after) : null,
    heading: isShort ? `${fill(t.missing, { points: shown(quote.missing) })}，${t.missingDetail}` : t.choose,
    isGood: !isShort,
    lines: stop ? [] : mall.items.map((item) => shelfLine(item, amounts, leftOf(quote, item.id))),
    stop,
    give: kinds && !isShort && !stop ? fill(t.give, { count: kinds }) : '',
    isLess: false,
    canUndo: false,
  }
}

/** Without network: what can be written down, from the shelf as it was seen last. */
export function ofPaper(kind: 'card' | 'code', text: string, mall: Mall | null, amounts: Amounts): Serving {
  const tail = text.split('.')[2] ?? text
  const words = texts.counter.paper
  return {
    name: kind === 'card' ? words.card : fill(words.codeOf, { code: text }),
    code: kind === 'card' ? fill(words.cardOf, { tail: tail.slice(-4) }) : '',
    balance: '',
    sum: null,
    heading: kind === 'card' && mall ? t.paperWhat : '',
    isGood: true,
    lines: kind === 'card' && mall ? mall.items.map((item) => shelfLine(item, amounts, undefined)) : [],
    stop: null,
    give: '',
    isLess: false,
    canUndo: false,
  }
}

function nameOf(name: string, code: string): { name: string; code: string } {
  return { name: fill(t.household, { name }), code: fill(t.code, { code }) }
}

function sumOf(before: string | null, taking: string, after: string | null): Serving['sum'] {
  if (before === null || after === null) return null
  return { before: shown(before), taking: shown(taking), after: shown(after) }
}

function orderLine(line: CounterOrder['lines'][number], isOpen: boolean, amounts: Amounts): ServingLine {
  const price = fill(t.price, { points: shown(line.points) })
  return {
    ...lineNamed(line.item_id, line.name, line.unit_name),
    detail: `${line.quantity} ${line.unit_name} · ${price}`,
    amount: isOpen ? (amounts[line.item_id] ?? 0) : line.quantity,
    most: isOpen ? line.quantity : 0,
  }
}

function shelfLine(item: Item, amounts: Amounts, left: number | undefined): ServingLine {
  const amount = amounts[item.id] ?? 0
  const most = Math.min(left ?? MOST_OF_ONE, item.available_more ? MOST_OF_ONE : item.available, MOST_OF_ONE)
  const price = fill(t.price, { points: shown(item.points) })
  return {
    ...lineNamed(item.id, item.name, item.unit_name),
    detail: `${price} · ${roomOf(item, amount, left)}`,
    amount,
    most: Math.max(most, 0),
  }
}

function roomOf(item: Item, amount: number, left: number | undefined): string {
  if (item.available === 0) return texts.mall.gone
  if (left !== undefined && amount >= left) return t.atLimit
  if (left !== undefined) return fill(t.canTake, { count: left - amount, unit: item.unit_name })
  return item.available_more ? t.stockMany : fill(t.stock, { count: item.available })
}

function lineNamed(id: string, name: string, unit: string) {
  const labels = { name, unit }
  return {
    id,
    name,
    picture: pictureFor(name),
    minusLabel: fill(t.minus, labels),
    plusLabel: fill(t.plus, labels),
  }
}

function leftOf(quote: Quote, itemId: string): number | undefined {
  return quote.items.find((each) => each.item_id === itemId)?.left
}

function cardStop(quote: Quote): Serving['stop'] {
  if (quote.is_own_household) return { title: t.own, detail: t.ownDetail }
  if (quote.suspended) return { title: t.suspended, detail: '' }
  return quote.orders_left === 0 ? { title: t.ordersDone, detail: '' } : null
}

function stopOf(order: CounterOrder): Serving['stop'] {
  if (order.state === 'placed') return order.is_own_household ? { title: t.own, detail: t.ownDetail } : null
  if (order.state === 'fulfilled') {
    const time = clock(order.fulfilled_at ?? order.expires_at)
    const by = order.collected_by ? fill(t.usedBy, { name: order.collected_by }) : ''
    return {
      title: t.used,
      detail: fill(t.usedDetail, { time, name: order.fulfilled_by_name ?? '' }) + by,
    }
  }
  if (order.state === 'expired')
    return { title: t.expired, detail: fill(t.expiredDetail, { time: clock(order.expires_at) }) }
  return order.state === 'cancelled'
    ? { title: t.cancelled, detail: t.cancelledDetail }
    : { title: t.reversed, detail: t.reversedDetail }
}

/** What to write on a paper order. */
export function choicesOf(mall: Mall | null, amounts: Amounts): PaperChoice[] {
  return linesOf(amounts).map((line) => {
    const item = mall?.items.find(({ id }) => id === line.item_id)
    return { ...line, name: item?.name ?? '', unit_name: item?.unit_name ?? '' }
  })
}
