/** What the counter and the shelf say: pure parts, no phone. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { load } from './module.js'

const CARD = 'K.450224.7Q2M4FXK7Q2M4FXK.4F'
const NOW = Date.parse('2026-11-24T02:00:00Z')

test('cards and codes are told apart from everything else, however they were typed', async () => {
  const { readAtCounter, inGroups } = await load(`export * from './domain/pickup'`)
  assert.deepEqual(readAtCounter(CARD.toLowerCase()), { kind: 'card', text: CARD })
  assert.deepEqual(readAtCounter(' 7q2m-4fxk '), { kind: 'code', text: '7Q2M4FXK' })
  for (const other of ['https://example.org/', '7Q2M4FX', 'K.450224', '', '450222.ABCDEF.1.X'])
    assert.equal(readAtCounter(other), null)
  assert.equal(inGroups('7Q2M4FXK'), '7Q2M 4FXK')
})

test('a limit can be used again on the first day of the next period in China', async () => {
  const { nextPeriod, dayWithYear } = await load(`export * from './domain/periods'`)
  assert.equal(nextPeriod('day', Date.parse('2026-11-24T16:30:00Z')), '2026-11-26')
  assert.equal(nextPeriod('month', NOW), '2026-12-01')
  assert.equal(nextPeriod('month', Date.parse('2026-12-31T15:59:00Z')), '2027-01-01')
  assert.equal(nextPeriod('season', NOW), '2027-01-01')
  assert.equal(nextPeriod('season', Date.parse('2026-06-30T02:00:00Z')), '2026-07-01')
  assert.equal(nextPeriod('year', NOW), '2027-01-01')
  assert.equal(dayWithYear('2026-12-30', NOW), '12月30日')
  assert.equal(dayWithYear('2027-06-30', NOW), '2027年6月30日')
})

test('one phone keeps at most twenty paper orders, and each of them once', async () => {
  const { withPaper, withoutPaper, MOST_PAPER_ORDERS } = await load(
    `export * from './packages/organizer/domain/paper'`,
  )
  const order = (id) => ({ id, dayId: 'd', kind: 'code', text: id, choices: [], writtenAt: '' })
  let kept = []
  for (let number = 0; number < MOST_PAPER_ORDERS; number++) kept = withPaper(kept, order(String(number)))
  assert.equal(kept.length, MOST_PAPER_ORDERS)
  assert.equal(withPaper(kept, order('one more')), null)
  assert.equal(withPaper(kept, order('0')).length, MOST_PAPER_ORDERS)
  assert.equal(withoutPaper(kept, '0').length, MOST_PAPER_ORDERS - 1)
})

const ORDER = {
  id: 'o',
  household_code: '0317',
  ordered_for: '韦小榕',
  is_own_household: false,
  state: 'placed',
  points: '110.00',
  balance_before: '186.00',
  balance_after: '76.00',
  expires_at: '2026-11-24T02:15:00Z',
  fulfilled_at: null,
  fulfilled_by_name: null,
  collected_by: null,
  lines: [
    { item_id: 'soap', name: '透明皂', unit_name: '块', quantity: 1, points: '20.00' },
    { item_id: 'rice', name: '大米', unit_name: '袋', quantity: 1, points: '90.00' },
  ],
}
const EVERYTHING = { soap: 1, rice: 1 }

test('the counter shows the sum as the service says it, and stops what must not be handed over', async () => {
  const { ofOrder } = await load(`export * from './packages/organizer/counter/serve/view'`)
  const open = ofOrder(ORDER, EVERYTHING)
  assert.deepEqual(open.sum, { before: '186', taking: '110', after: '76' })
  assert.deepEqual([open.name, open.give, open.isLess, open.stop], ['韦小榕家', '确认发放 2 样', false, null])
  const fewer = ofOrder(ORDER, { soap: 0, rice: 1 })
  assert.deepEqual([fewer.give, fewer.isLess], ['确认发放 1 样', true])
  assert.equal(ofOrder(ORDER, { soap: 0, rice: 0 }).give, '')

  const own = ofOrder({ ...ORDER, is_own_household: true }, EVERYTHING)
  assert.deepEqual([own.stop.title, own.sum], ['这单是您家的', null])
  const used = { state: 'fulfilled', fulfilled_at: '2026-11-24T01:42:00Z', fulfilled_by_name: '莫桂竹' }
  const again = ofOrder({ ...ORDER, ...used }, EVERYTHING)
  assert.deepEqual(again.stop, { title: '这个码用过了', detail: '9:42 已领，发放人莫桂竹。' })
  assert.equal(again.canUndo, true)
  for (const state of ['expired', 'cancelled', 'reversed'])
    assert.ok(ofOrder({ ...ORDER, state }, EVERYTHING).stop.detail)
})

test('a card shows what can still be taken and what is missing', async () => {
  const { ofCard } = await load(`export * from './packages/organizer/counter/serve/view'`)
  const quote = {
    household_code: '0317',
    person: '韦桂英',
    is_own_household: false,
    balance: '186.00',
    redeemable: '186.00',
    suspended: false,
    points: '40.00',
    balance_after: '146.00',
    missing: '0.00',
    orders_left: null,
    items: [{ item_id: 'soap', left: 2 }],
  }
  const item = {
    id: 'soap',
    name: '透明皂',
    unit_name: '块',
    points: '20.00',
    available: 46,
    available_more: false,
  }
  const mall = { items: [item, { ...item, id: 'towel', name: '毛巾', available: 0 }] }
  const taking = ofCard(quote, mall, { soap: 2 })
  assert.deepEqual(taking.sum, { before: '186', taking: '40', after: '146' })
  assert.deepEqual(
    taking.lines.map(({ detail, amount, most }) => [detail, amount, most]),
    [
      ['20 分 · 到上限', 2, 2],
      ['20 分 · 领完了', 0, 0],
    ],
  )
  const short = ofCard({ ...quote, points: '210.00', missing: '24.00' }, mall, { soap: 1 })
  assert.deepEqual([short.sum, short.give], [null, ''])
  assert.match(short.heading, /还差 24 分/)
  assert.ok(ofCard({ ...quote, orders_left: 0 }, mall, {}).stop)
  assert.ok(ofCard({ ...quote, is_own_household: true }, mall, {}).stop)
})

test('the sheet as a text names every item, the three books and two signatures', async () => {
  const { textOf } = await load(`export * from './packages/organizer/counter/sheet/view'`)
  const text = textOf(
    {
      day: { opens_at: '2026-11-28T01:00:00Z', closes_at: '2026-11-28T03:30:00Z' },
      orders: 3,
      open: 0,
      households_served: 2,
      households_waiting: 0,
      order_points: '110.00',
      ledger_points: '110.00',
      order_units: 2,
      stock_units: 2,
      agrees: true,
      items: [
        { name: '透明皂', unit_name: '块', fulfilled: 1, given_back: 2, reversed: 0, points: '20.00' },
        { name: '大米', unit_name: '袋', fulfilled: 1, given_back: 0, reversed: 1, points: '90.00' },
      ],
    },
    '村委会兑换点',
  )
  assert.equal(
    text,
    [
      '兑换日结单 村委会兑换点 11月28日 周六 9:00–11:30',
      '透明皂：发 1 块，20 分，退回 2 块',
      '大米：发 1 袋，90 分，撤回 1 袋',
      '一共 3 单，2 户，2 件，110 分',
      '积分账 110 分，库存出 2 件，三本账一样',
      '发放人：＿＿＿＿＿＿　监督人：＿＿＿＿＿＿',
    ].join('\n'),
  )
})

test('the form of a delivery says what is missing and counts money in fen', async () => {
  const { missingIn, deliveryOf, EMPTY } = await load(
    `export * from './packages/organizer/stock/receive/view'`,
  )
  assert.deepEqual(missingIn(EMPTY), ['收到什么', '谁给的', '收据号', '多少件', '一件值多少元'])
  const form = {
    ...EMPTY,
    item: { id: 'i', name: '肥皂', unit_name: '块' },
    donor: { id: 'd', name: '爱心单位' },
    receipt: ' 2026-017 ',
    quantity: '50',
    yuan: '3.2',
  }
  assert.deepEqual(missingIn(form), [])
  assert.deepEqual(missingIn({ ...form, quantity: '0', yuan: '3,2' }), ['多少块', '一块值多少元'])
  const sent = deliveryOf(form)
  assert.deepEqual([sent.receipt_no, sent.quantity, sent.unit_value_fen], ['2026-017', 50, 320])
  assert.equal('best_before' in sent, false)
})
