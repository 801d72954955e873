/** What the pages about household, boards, messages and oneself say, without a phone. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { fakePhone, load } from './module.js'

const NOW = Date.parse('2026-11-21T04:00:00Z')

const list = (more) => ({
  id: 'd1',
  county_id: '450222',
  number: 4,
  state: 'open',
  opens_at: '2026-11-16T16:00:00Z',
  closes_at: '2026-11-23T16:00:00Z',
  ...more,
})

test('a published list says its last day and how many are left, also on the last one', async () => {
  const { rowOf, daysLeft } = await load(`export * from './pages/disclosure/board/view'`)
  assert.equal(rowOf(list(), NOW).when, '公示到 11月23日，还有 2 天')
  assert.equal(daysLeft(list({ closes_at: '2026-11-21T16:00:00Z' }), NOW), 0)
  assert.match(rowOf(list({ closes_at: '2026-11-21T16:00:00Z' }), NOW).when, /今天最后一天/)
  const past = list({ closes_at: '2026-11-20T16:00:00Z' })
  assert.deepEqual([rowOf(past, NOW).isOpen, rowOf(past, NOW).when], [false, '11月17日—11月20日，正在结算'])
  assert.match(rowOf({ ...past, state: 'settled' }, NOW).when, /已经到账/)
})

test('on a list my household comes first, and only lines that stand can be doubted', async () => {
  const { entriesOf } = await load(`export * from './pages/disclosure/list/view'`)
  const line = (id, code, standing) => ({
    id,
    place: Number(id),
    household_code: code,
    masked_name: '韦*榕',
    activity_title: '清理村口沟渠',
    difficulty_name: '清沟渠',
    factor_percent: 120,
    local_date: '2026-11-14',
    minutes: 150,
    points: '14.00',
    origin: 'scan',
    standing,
  })
  const lines = [line('1', 'A', 'standing'), line('2', 'B', 'paused'), line('3', 'ME', 'standing')]
  const entries = entriesOf({ lines }, 'ME', true)
  assert.deepEqual(
    entries.map(({ place, isMine, isOpen }) => [place, isMine, isOpen]),
    [
      [3, true, true],
      [1, false, true],
      [2, false, false],
    ],
  )
  assert.equal(entries[0].count, '2 小时 30 分钟 × 难度 1.2（清沟渠）')
  assert.equal(
    entriesOf({ lines }, '', true).some((entry) => entry.isMine),
    false,
  )
})

test('the service board names no places and says who can see me', async () => {
  const { boardOf } = await load(`export * from './pages/ranking/view'`)
  const board = {
    of: 'volunteers',
    period: 'month',
    number: 36,
    times: 120,
    minutes: 14400,
    listed: false,
    rows: [{ masked_name: '韦*榕', times: 23, minutes: 600, mine: true }],
  }
  const shown = boardOf(board, true)
  assert.deepEqual([shown.total, shown.rows[0].times], ['全村 36 人来过', '服务 23 次'])
  assert.match(shown.note, /别人看不到您/)
  assert.match(boardOf({ ...board, listed: true }, true).note, /韦\*榕/)
  assert.match(boardOf({ ...board, rows: [] }, true).note, /还没来过/)
  assert.match(boardOf(board, false).note, /未满 18 岁/)
  assert.equal(boardOf({ ...board, of: 'households' }, true).rows[0].name, '韦*榕家')
  assert.doesNotMatch(JSON.stringify(shown), /第.名|倒数|排名/)
})

test('whoever redeems for another sees what can be had, and why the rest cannot', async () => {
  const { goodsOf } = await load(`export * from './pages/household/elder/view'`)
  const item = (id, points, available) => ({ id, name: id, points, available, unit_name: '块' })
  const mall = (opensAt) => ({
    next_day: { opens_at: opensAt },
    items: [item('soap', '10.00', 3), item('rice', '90.00', 3), item('oil', '10.00', 0)],
  })
  const why = (opensAt) => goodsOf(mall(opensAt), '20.00', NOW).map((goods) => goods.why)
  assert.deepEqual(why('2026-11-21T01:00:00Z'), ['', '还差 70 分', '领完了'])
  assert.deepEqual(why('2026-11-22T01:00:00Z')[0], '还没到日子')
})

test('every message leads to the page it is about', async () => {
  const { wayOf, unreadLine } = await load(`export * from './pages/messages/inbox/view'`)
  const message = (kind, subject) => ({ kind, subject_kind: subject, subject_id: subject && 'x' })
  assert.deepEqual(wayOf(message('order_placed', 'redemption_order')), { page: 'order', query: { id: 'x' } })
  assert.deepEqual(wayOf(message('points_settled', 'service_record')), {
    page: 'service',
    query: { id: 'x' },
  })
  assert.deepEqual(wayOf(message('household_join_asked', 'household')), { page: 'household', query: {} })
  assert.equal(wayOf(message('team_led', 'team')).page, 'team')
  assert.equal(wayOf(message('team_request_refused', 'team')), null)
  assert.equal(wayOf(message('objection_answered', null)).page, 'objections')
  assert.equal(wayOf(message('text_blocked', null)), null)
  assert.deepEqual([unreadLine(0), unreadLine(3), unreadLine(100)], ['', '3 条没看过', '99+ 条没看过'])
})

test('what is said of a consent tells its version, its day and what can be done', async () => {
  const { shownOf } = await load(`export * from './pages/me/consents/view'`)
  const notices = [
    { purpose: 'photo', version: 2, title: '使用活动照片', body: '新', effective_on: '2026-10-01' },
    { purpose: 'photo', version: 1, title: '使用活动照片', body: '旧', effective_on: '2021-11-01' },
  ]
  const consent = {
    purpose: 'photo',
    current_version: 2,
    state: 'outdated',
    version: 1,
    answered_at: '2026-05-01T02:00:00Z',
    withdrawn_at: null,
  }
  const shown = shownOf(consent, notices)
  assert.deepEqual([shown.body, shown.older.map((old) => old.body)], ['新', ['旧']])
  assert.deepEqual(
    [shown.when, shown.mayAgree, shown.mayWithdraw],
    ['5月1日 周五 同意的，第 1 版', true, true],
  )
  const base = shownOf({ ...consent, purpose: 'base', state: 'given' }, notices)
  assert.deepEqual([base.mayWithdraw, base.mayRefuse], [false, false])
})

test('a limit is a number of points or nothing, and never a guess', async () => {
  const { limitOf } = await load(`export * from './pages/household/home/view'`)
  assert.deepEqual(['50', ' 12.5 ', '', '0', '-3', '五十', '1.234'].map(limitOf), [
    '50',
    '12.5',
    null,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('without consent nothing for statistics travels; empty texts are nothing', async () => {
  const { cleaned, toggled } = await load(`export * from './pages/me/profile/view'`)
  const profile = {
    sex: null,
    residence: ' ',
    service_kinds: ['environment'],
    service_times: [],
    skills: '会刷漆',
    ethnic_group: '壮',
    education: 'junior',
    political_status: null,
  }
  assert.deepEqual(cleaned(profile, true, false), {
    ...profile,
    residence: null,
    ethnic_group: null,
    education: null,
  })
  assert.equal(cleaned(profile, true, true).ethnic_group, '壮')
  assert.deepEqual(toggled(profile, 'kinds', 'environment').service_kinds, [])
  assert.equal(toggled(profile, 'sex', 'none').sex, null)
})

test('logging out and leaving forget the person, and keep how large the letters are', async () => {
  const phone = fakePhone()
  const { forgetEverything } = await load(`export { forgetEverything } from './core/session'`, phone.wx)
  for (const key of ['token', 'outbox', 'pendingKeys', 'snapshots', 'codeKeys', 'personScans'])
    phone.storage.set(key, ['somebody'])
  phone.storage.set('look', { chosen: 'large' })
  forgetEverything()
  assert.deepEqual([...phone.storage.keys()].sort(), ['isSignedOut', 'look'])
})
