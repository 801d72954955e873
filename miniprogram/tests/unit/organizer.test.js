/** What the organizer's screens say and send, without a screen. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { fakePhone, load } from './module.js'

const NOW = Date.parse('2026-11-21T00:41:00Z')

const activity = (more) => ({
  id: 'a',
  short_id: '7Q2M9K',
  title: '清理桥头河边小路',
  village_code: '450222100201',
  place_name: '村口',
  starts_at: '2026-11-21T00:30:00Z',
  ends_at: '2026-11-21T03:00:00Z',
  state: 'published',
  awaiting_approval: false,
  capacity: 30,
  signed_up: 24,
  under_review: 0,
  waitlisted: 0,
  present: 19,
  left_already: 0,
  walk_ins: 2,
  unconfirmed: 0,
  not_come: 5,
  claimed: 0,
  due_on: null,
  working_days_left: null,
  has_headcount: false,
  has_record: false,
  ...more,
})

const day = (activities, claims = {}) => ({
  on: '2026-11-21',
  activities,
  claims: {
    odd: 0,
    clean: 0,
    own: 0,
    overdue: 0,
    due_on: null,
    working_days_left: null,
    flags: [],
    ...claims,
  },
  newcomers: 0,
  team_requests: 0,
})

test('her day shows what runs with its three counts, then what waits, then what comes', async () => {
  const { viewOf } = await load(`export * from './packages/organizer/today/view'`)
  const later = activity({
    id: 'b',
    starts_at: '2026-11-21T07:00:00Z',
    ends_at: '2026-11-21T09:00:00Z',
    under_review: 2,
  })
  const over = activity({
    id: 'c',
    starts_at: '2026-11-19T00:30:00Z',
    ends_at: '2026-11-19T03:00:00Z',
    present: 4,
  })
  const claims = {
    odd: 3,
    clean: 9,
    working_days_left: 1,
    flags: [{ flag: 'overlap', note: '和别的活动重叠', records: 1 }],
  }
  const view = viewOf(day([over, activity({}), later], claims), '莫桂竹', NOW)

  assert.deepEqual([view.head, view.who], ['今天 11月21日', '莫桂竹，今天 2 场活动'])
  assert.equal(view.running.status, '8:30–11:00 · 进行中')
  assert.deepEqual(
    view.running.counts.map(({ number }) => number),
    [19, 5, 2],
  )
  assert.deepEqual(
    view.rows.map(({ id, count, page }) => [id, count, page]),
    [
      ['odd', 3, 'approval'],
      ['clean', 9, 'approval'],
      ['out-c', 4, 'roster'],
      ['review-b', 2, 'signUps'],
    ],
  )
  assert.equal(view.rows[0].detail, '和别的活动重叠 1')
  assert.equal(view.rows[1].detail, '最早一条还剩 1 个工作日')
  assert.deepEqual(
    view.next.map(({ title }) => title),
    ['今天 15:00 清理桥头河边小路'],
  )
})

test('half an hour before the beginning one can sign in, an hour after the end no more', async () => {
  const { isRunning } = await load(`export * from './packages/organizer/today/view'`)
  const at = (text) => Date.parse(`2026-11-21T${text}Z`)
  assert.equal(isRunning(activity({}), at('00:00:00') - 1), false)
  assert.equal(isRunning(activity({}), at('00:00:00')), true)
  assert.equal(isRunning(activity({}), at('04:00:00')), true)
  assert.equal(isRunning(activity({}), at('04:00:01')), false)
  assert.equal(isRunning(activity({ state: 'draft' }), at('01:00:00')), false)
})

const record = (more) => ({
  id: 'r',
  volunteer_id: 'v',
  volunteer_name: '蒙禾',
  activity_title: '清理村口沟渠',
  started_at: '2026-11-14T00:30:00Z',
  ended_at: '2026-11-14T03:00:00Z',
  origin: 'scan',
  flags: [],
  notes: [],
  reason: null,
  minutes_present: 150,
  minutes: 150,
  assessed: true,
  anomalous: false,
  due_on: '2026-11-27',
  overdue: false,
  ...more,
})

test('the queue says one sentence why, and what the filled button will do', async () => {
  const { queueOf } = await load(`export * from './packages/organizer/approval/view'`)
  const forgotten = { id: '1', anomalous: true, flags: ['check_out_forgotten'], notes: ['忘记签退'] }
  const overlap = { id: '2', anomalous: true, flags: ['overlap'], notes: ['和别的活动重叠'], minutes: 130 }
  const offline = { id: '3', anomalous: true, flags: ['offline'], notes: ['没网时扫的，后来上传'] }
  const blocked = {
    id: '4',
    anomalous: true,
    flags: ['rule_not_in_force'],
    notes: ['那天还没有积分规则'],
    assessed: false,
  }
  const records = [forgotten, overlap, offline, blocked, { id: '5' }, { id: '6', volunteer_id: 'me' }].map(
    record,
  )
  const { odd, clean, own } = queueOf(records, ['me'])

  assert.deepEqual(
    odd.map(({ pass }) => pass),
    ['按 11:00 通过', '按 2 小时 10 分钟通过', '通过', ''],
  )
  assert.equal(odd[0].why, '没有签退，先按 11:00 活动结束算，请问问她几点走的')
  assert.equal(odd[1].why, '和别的活动重叠 20 分钟，只能算一次')
  assert.equal(odd[2].why, '没网时扫的，后来上传')
  assert.deepEqual([clean.map(({ id }) => id), own], [['5'], 1])
})

test('what became of an approval in bulk is said in numbers, and what is decided leaves the list', async () => {
  const { outcomeOf } = await load(`export * from './packages/organizer/approval/view'`)
  const verdict = (record_id, result) => ({ record_id, result, state: null })
  const { passed, rest, gone } = outcomeOf([
    verdict('1', 'verified'),
    verdict('2', 'already_verified'),
    verdict('3', 'awaiting_second'),
    verdict('4', 'own_entry'),
    verdict('5', 'own_entry'),
    verdict('6', 'already_decided'),
  ])
  assert.equal(passed, '通过了 2 条')
  assert.deepEqual(rest, [
    '1 条超过 8 小时，要再请一个人审',
    '2 条没通过：是您记的，要请另一个人审',
    '1 条没通过：别人先处理了',
  ])
  assert.deepEqual(gone, ['1', '2', '3', '6'])
})

test('a form follows an earlier activity, says what is missing, and keeps shifts and posts that still fit', async () => {
  const form = await load(`export * from './packages/organizer/publish/form'`)
  const like = {
    id: 'a',
    title: '清河道',
    themes: ['meili_jiayuan'],
    difficulty: { code: 'B', name: '中等', factor_percent: 120 },
    place_name: '村口',
    place_latitude: 24650000,
    place_longitude: 109240000,
    starts_at: '2026-11-14T00:30:00Z',
    ends_at: '2026-11-14T03:00:00Z',
    risk_note: '路滑',
    hazardous: false,
    insurance_note: null,
    meals_note: '管饭',
    transport_note: null,
    sign_up_approval: false,
    poster_claims: true,
    shifts: [
      {
        starts_at: '2026-11-14T00:30:00Z',
        ends_at: '2026-11-14T03:00:00Z',
        capacity: 20,
        posts: [{ code: 'supervisor', name: '监督员', capacity: 15 }],
      },
    ],
  }
  assert.equal(form.nextSaturday(NOW), '2026-11-28')
  const filled = form.formLike(like, '2026-11-28')
  assert.deepEqual(form.missingIn(filled), [])
  assert.deepEqual([filled.from, filled.until, filled.capacity], ['08:30', '11:00', '20'])
  const body = form.bodyOf(filled, like)
  assert.deepEqual([body.starts_at, body.ends_at], ['2026-11-28T00:30:00Z', '2026-11-28T03:00:00Z'])
  assert.deepEqual([body.shifts[0].posts.length, body.meals_note, body.place_latitude], [1, '管饭', 24650000])
  const smaller = form.bodyOf({ ...filled, capacity: '10', place: '村尾' }, like)
  assert.deepEqual([smaller.shifts[0].posts, smaller.place_latitude], [[], null])
  const two = { ...like, shifts: [like.shifts[0], { ...like.shifts[0], capacity: 5 }] }
  assert.equal(form.bodyOf(filled, two).shifts.length, 2)
  assert.equal(form.bodyOf({ ...filled, until: '12:00' }, two).shifts.length, 1)
  const bare = { ...form.emptyForm(NOW), until: '08:00', isHazardous: true, capacity: '0' }
  assert.deepEqual(form.missingIn(bare), [
    'title',
    'times',
    'place',
    'capacity',
    'difficulty',
    'themes',
    'risk',
    'insurance',
  ])
  assert.deepEqual(form.toggled(['a', 'b', 'c'], 'd'), ['a', 'b', 'c'])
})

const CARD = 'K.450222.7Q2M0000ABCDEFGH.4F'

const scan = (nonce) => ({
  nonce,
  activityId: 'a',
  shortId: '7Q2M9K',
  direction: 'in',
  payload: CARD,
  deviceTime: '2026-11-21T00:41:00Z',
  skewSeconds: 0,
  state: 'waiting',
  isOffline: false,
  name: '',
  title: '',
  detail: '',
})

test('cards wait in the phone without network, are sent once, and a repeated card is one scan', async () => {
  let isLost = true
  const phone = fakePhone(({ url, data }) => {
    if (url.endsWith('/login')) return { statusCode: 200, data: { state: 'signed_in', token: 't' } }
    if (url.endsWith('/scans'))
      return isLost ? null : { statusCode: 201, data: { name: '韦小榕', attendance: {} } }
    return {
      statusCode: 200,
      data: {
        results: data.scans.map(({ nonce }) => ({ nonce, state: 'replayed', title: null, detail: null })),
      },
    }
  })
  const {
    deliverPerson,
    keepPerson,
    personScans,
    countPersonsWaiting,
    uploadPersons,
    isRepeated,
    isPersonCode,
  } = await load(
    `export * from './core/person-scans'
       export { isRepeated, isPersonCode } from './domain/person-scan'
       import './core/session'`,
    phone.wx,
  )
  phone.storage.set('token', 't')
  assert.equal(isPersonCode(CARD), true)
  assert.equal(isPersonCode('P.450222.01JHRB4Z0YFGX9Y01FFXD1R00J.59860856.Z4B4ZWJ995K7SQE9'), true)
  assert.equal(isPersonCode('450222.7Q2M9K.119721712.0PS11CKZSE2C9H6D'), false)

  phone.isConnected = false
  keepPerson(scan('n1'))
  const kept = await deliverPerson(personScans()[0])
  assert.deepEqual([kept.state, kept.isOffline, countPersonsWaiting()], ['waiting', true, 1])
  assert.equal(isRepeated(CARD, 'in', 'a', personScans()), true)
  assert.equal(isRepeated(CARD, 'out', 'a', personScans()), false)
  phone.isConnected = true
  assert.equal(await uploadPersons(), 1)
  const [{ header, data }] = phone.requests.slice(-1)
  assert.equal(data.scans[0].nonce, 'n1')
  assert.match(header['Idempotency-Key'], /^upload-1-/)
  assert.equal(countPersonsWaiting(), 0)

  isLost = false
  keepPerson(scan('n2'))
  assert.equal((await deliverPerson(personScans()[0])).name, '韦小榕')
})

test('a code is drawn once per step, and old keys are thrown away', async () => {
  const { codeView, noteAt, crowdOf, stillUseful } = await load(`
    export * from './packages/organizer/code/view'
    export { stillUseful } from './packages/organizer/domain/rotating'`)
  const key = {
    county_id: '450222',
    short_id: '7Q2M9K',
    key: '00'.repeat(32),
    step_seconds: 15,
    digits: 6,
    title: '清河道',
    opens_at: '2026-11-21T00:00:00Z',
    closes_at: '2026-11-21T04:00:00Z',
  }
  const view = codeView(key, NOW, 375)
  assert.equal(view.qr.length, 29)
  assert.equal(view.modulePx, 10)
  assert.equal(codeView(key, NOW, 320).modulePx, 8)
  assert.match(view.digits, /^\d\d \d\d \d\d$/)
  assert.equal(noteAt(key, Date.parse(key.opens_at) - 1).title, '8:00 起可以签到')
  assert.equal(noteAt(key, NOW).title, '')
  assert.deepEqual(
    Object.keys(stillUseful({ a: key, b: { ...key, closes_at: '2026-11-21T00:00:00Z' } }, NOW)),
    ['a'],
  )
  const arrived = (name, in_at, out_at = null, undone_at = null) => ({ name, in_at, out_at, undone_at })
  const items = [
    arrived('覃月圆', '2026-11-21T00:31:00Z'),
    arrived('蒙禾', '2026-11-21T00:33:00Z', '2026-11-21T02:00:00Z'),
    arrived('韦小榕', '2026-11-21T00:32:00Z'),
    arrived('黄稻香', '2026-11-21T00:34:00Z', null, '2026-11-21T00:35:00Z'),
  ]
  assert.deepEqual(crowdOf(items, 'in'), { total: '已签到 3 人', just: '刚刚：蒙禾、韦小榕' })
  assert.deepEqual(crowdOf(items, 'out'), { total: '已签退 1 人', just: '刚刚：蒙禾' })
})

test('somebody who leaves this minute left now, and nobody left before she came', async () => {
  const { departureAt } = await load(`export * from './packages/organizer/roster/view'`)
  const inAt = '2026-11-21T00:40:30Z'
  assert.equal(departureAt(inAt, '08:41', NOW + 20000), '2026-11-21T00:41:20Z')
  assert.equal(departureAt(inAt, '08:40', NOW), inAt)
  assert.equal(departureAt('2026-11-21T00:10:00Z', '08:30', NOW), '2026-11-21T00:30:00Z')
})
