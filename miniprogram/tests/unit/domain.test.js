/** Pure rules: the worked examples shared with the service, and what only the phone decides. */
import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import jsqr from 'jsqr'
import { load } from './module.js'

const examples = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../examples.json'), 'utf8'))
const decode = jsqr.default ?? jsqr

test('points, minutes, factors and codes read as the shared examples say', async () => {
  const { hundredths, fromHundredths, shown, duration, factorInWords, plainDigits, shortIdIn } = await load(`
    export * from './domain/points'
    export { duration } from './domain/time'
    export { factorInWords } from './domain/activity'
    export { plainDigits, shortIdIn } from './domain/code'`)
  for (const example of examples.points) {
    assert.equal(hundredths(example.wire), example.hundredths)
    assert.equal(fromHundredths(example.hundredths), example.shown)
    assert.equal(shown(example.wire), example.shown)
  }
  for (const example of examples.minutes) assert.equal(duration(example.minutes), example.words)
  for (const example of examples.factors) assert.equal(factorInWords(example.percent), `×${example.shown}`)
  assert.equal(plainDigits(' ２４ 28　75'), '242875')
  for (const example of examples.codes) assert.equal(shortIdIn(example.text), example.short_id)
  assert.throws(() => hundredths('1e3'))
})

test('what is missing for an item is exact to the hundredth', async () => {
  const { missingFor } = await load(`export * from './domain/points'`)
  assert.equal(missingFor('210.00', '186.00'), '24')
  assert.equal(missingFor('20.00', '19.95'), '0.05')
  assert.equal(missingFor('20.00', '20.00'), '0')
})

test('a household can reserve as many as shelf, points and limit allow, and sees what is left', async () => {
  const { mostOf, costOf } = await load(`export * from './domain/goods'`)
  const soap = { id: 'soap', points: '12.50', available: 8 }
  const household = (redeemable, left = null) => ({ redeemable, items: [{ item_id: 'soap', left }] })
  assert.equal(mostOf(soap, household('1000.00')), 8)
  assert.equal(mostOf(soap, household('49.99')), 3)
  assert.equal(mostOf(soap, household('1000.00', 2)), 2)
  assert.equal(mostOf({ ...soap, available: 100 }, household('9999.00')), 20)
  assert.equal(mostOf({ ...soap, points: '0.00' }, household('0.00')), 8)
  assert.deepEqual(costOf('12.50', 3, '49.99'), { cost: '37.50', left: '12.49' })
  assert.deepEqual(costOf('0.05', 1, '0.05'), { cost: '0.05', left: '0.00' })
})

test('days and times are those of China wherever the phone is', async () => {
  const time = await load(`export * from './domain/time'`)
  assert.equal(time.clock('2026-11-21T00:30:00Z'), '8:30')
  assert.equal(time.day('2026-11-20T16:30:00Z'), '11月21日 周六')
  assert.equal(time.businessDate(Date.parse('2026-11-20T16:30:00Z')), '2026-11-21')
  const now = Date.parse('2026-11-20T15:59:00Z')
  assert.equal(time.dayInWords('2026-11-20T16:30:00Z', now), '明天')
  assert.equal(time.dayInWords('2026-11-20T15:00:00Z', now), '今天')
  assert.equal(time.shortDay('2026-11-08'), '11月8日')
})

test('a pickup code becomes a picture that a scanner reads', async () => {
  const { qrMatrix, runs } = await load(`export * from './domain/qr'`)
  const long = examples.rotating.map(({ code }) => code)
  const personal = 'P.450222.01JHRB4Z0YFGX9Y01FFXD1R00J.59860856.Z4B4ZWJ995K7SQE9'
  const cut = (length) => personal.slice(0, length)
  const codes = [
    '7Q2M4FXK',
    '00000000',
    'ZYXWVTSR',
    '7Q2M4FXK7Q2M4FXK7Q2M',
    cut(21),
    cut(38),
    cut(39),
    personal,
  ]
  for (const code of [...codes, ...long]) {
    const rows = qrMatrix(code)
    assert.equal(read(rows), code)
    for (const line of runs(rows))
      assert.equal(
        line.reduce((sum, run) => sum + run.length, 0),
        rows.length,
      )
  }
  assert.throws(() => qrMatrix('小写 abc'))
})

function read(rows, scale = 8, quiet = 4) {
  const size = (rows.length + 2 * quiet) * scale
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if (rows[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet])
        pixels.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3)
  return decode(pixels, size, size)?.data
}

test('an activity shows the same code on the phone as the service expects', async () => {
  const { checkInCode, spokenCode, secondsLeft, sha256, bytesOfAscii } = await load(`
    export * from './packages/organizer/domain/rotating'
    export { sha256, bytesOfAscii } from './domain/sha256'`)
  const hex = (bytes) => Buffer.from(bytes).toString('hex')
  for (const text of ['', 'abc', 'a'.repeat(55), 'a'.repeat(64), 'a'.repeat(200)])
    assert.equal(hex(sha256(bytesOfAscii(text))), crypto.createHash('sha256').update(text).digest('hex'))
  for (const example of examples.rotating) {
    const key = { ...example, step_seconds: 15, digits: 6 }
    assert.equal(checkInCode(key, Date.parse(example.at)), example.code)
    assert.equal(spokenCode(key, Date.parse(example.at)), example.digits)
    assert.equal(secondsLeft(Date.parse(example.at), 15), example.seconds_left)
  }
})

test("a volunteer's own code is the service's, holds for its day, and is stored without the code of a moment", async () => {
  const { ownKey, ownCode } = await load(`export * from './domain/own-code'`)
  for (const example of examples.personal) {
    const answer = { ...example, step_seconds: 30, key_valid_until: '2026-11-28T16:00:00Z' }
    const kept = ownKey(answer)
    assert.deepEqual(ownCode(kept, Date.parse(example.at)), {
      code: example.code,
      secondsLeft: example.seconds_left,
    })
    assert.equal(ownCode(kept, Date.parse('2026-11-28T16:00:00Z')), null)
    assert.ok(!JSON.stringify(kept).includes(example.code))
  }
})

test('a week begins on Monday in China, this week from today, and only what can be joined is filtered', async () => {
  const { datesOf, queryFor, NO_FILTER, isFiltered } = await load(`export * from './domain/filter'`)
  const sunday = Date.parse('2026-11-29T15:59:00Z')
  const monday = Date.parse('2026-11-29T16:00:00Z')
  assert.deepEqual(datesOf('this', sunday), { from_date: '2026-11-29', to_date: '2026-11-29' })
  assert.deepEqual(datesOf('next', sunday), { from_date: '2026-11-30', to_date: '2026-12-06' })
  assert.deepEqual(datesOf('this', monday), { from_date: '2026-11-30', to_date: '2026-12-06' })
  assert.deepEqual(datesOf('any', monday), {})
  const filter = { place: 'county', theme: 'lecture', free: 'free', week: 'any' }
  assert.deepEqual(queryFor('open', filter, 'v', monday), { over: false, theme: 'lecture', free: true })
  assert.deepEqual(queryFor('open', NO_FILTER, 'v', monday), { over: false, village_code: 'v' })
  assert.deepEqual(queryFor('mine', filter, 'v', monday), { mine: true, over: false })
  assert.equal(isFiltered(NO_FILTER), false)
  assert.equal(isFiltered(filter), true)
})

test('every refusal of a scan has a way on, and a wrong clock is said kindly', async () => {
  const { resultOf, problemResult } = await load(`export * from './pages/scan/result/view'`)
  const scan = {
    nonce: 'n',
    direction: 'in',
    payload: '',
    shortId: 'A',
    deviceTime: '2026-11-21T01:07:00Z',
    skewSeconds: -2400,
    state: 'arrived',
    isOffline: false,
    code: '',
    title: '',
    detail: '',
    attendance: { title: '清理河边', in_at: '2026-11-21T00:27:00Z', confirmed: true, minutes: null },
  }
  const good = resultOf(scan)
  assert.equal(good.title, '签到成功')
  assert.equal(good.note.title, '手机快了 40 分钟')
  assert.equal(resultOf({ ...scan, skewSeconds: 30 }).note, null)
  assert.equal(resultOf({ ...scan, attendance: { ...scan.attendance, confirmed: false } }).title, '先记下了')
  assert.equal(resultOf({ ...scan, forPerson: { id: '1', name: '韦阿婆' } }).title, '韦阿婆签到成功')
  const refused = (code) => resultOf({ ...scan, state: 'refused', code, title: '标题', detail: '说明' })
  assert.equal(refused('code_expired').action, 'again')
  assert.equal(refused('already_checked_out').action, 'records')
  assert.equal(refused('overlapping_service').action, 'home')
  assert.equal(refused('not_checked_in').action, 'ok')
  assert.ok(refused('not_checked_in').note.detail)
  assert.equal(problemResult('camera').action, 'settings')
  assert.equal(problemResult('code').action, 'again')
})

test('what one can do about an activity follows the clock and the sign-up', async () => {
  const { stepFor } = await load(`export * from './domain/activity'`)
  const shift = {
    starts_at: '2026-11-21T00:30:00Z',
    ends_at: '2026-11-21T03:00:00Z',
    capacity: 2,
    taken: 1,
    sign_up_state: null,
  }
  const at = (text) => Date.parse(`2026-11-21T${text}:00Z`)
  assert.equal(stepFor(shift, 'none', 'published', at('00:00') - 1), 'sign-up')
  assert.equal(stepFor({ ...shift, taken: 2 }, 'none', 'published', at('00:00') - 1), 'wait-list')
  assert.equal(
    stepFor({ ...shift, sign_up_state: 'signed_up' }, 'none', 'published', at('00:00') - 1),
    'nothing',
  )
  assert.equal(stepFor(shift, 'none', 'published', at('00:00')), 'check-in')
  assert.equal(stepFor(shift, 'checked_in', 'published', at('03:30')), 'check-out')
  assert.equal(stepFor(shift, 'none', 'published', at('03:30')), 'nothing')
  assert.equal(stepFor(shift, 'none', 'cancelled', at('01:00')), 'nothing')
  assert.equal(stepFor(undefined, 'none', 'published', at('01:00')), 'nothing')
})

test('letters follow her own choice, else WeChat', async () => {
  const { sizeFor, appearance } = await load(`export * from './domain/look'`)
  assert.equal(sizeFor({}, 1), 'standard')
  assert.equal(sizeFor({}, 1.4), 'large')
  assert.equal(sizeFor({}, 1.8), 'largest')
  assert.equal(sizeFor({ chosen: 'standard' }, 1.8), 'standard')
  assert.deepEqual(appearance('large'), { rootFont: '20.8px', className: 'page is-large', isLarge: true })
})

test('an application says what is missing, and asks the family of somebody under eighteen', async () => {
  const { isChild, missingIn, needsGuardian } = await load(`export * from './domain/application'`)
  const form = {
    name: '',
    birth: '',
    villageCode: '',
    how: 'join',
    householdCode: '',
    isAgreed: false,
    hasAccepted: false,
  }
  assert.deepEqual(missingIn(form, '2026-11-21'), ['name', 'birth', 'village', 'household', 'notice'])
  assert.equal(needsGuardian('2008-11-21', '2026-11-21'), false)
  assert.equal(needsGuardian('2008-11-22', '2026-11-21'), true)
  assert.deepEqual(missingIn({ ...form, how: 'claim', cardCode: '' }, '2026-11-21'), [
    'name',
    'birth',
    'card',
    'notice',
  ])
  assert.deepEqual([isChild('2012-11-22', '2026-11-21'), isChild('2012-11-21', '2026-11-21')], [true, false])
})

test('no page says anything that is not in the catalogue', () => {
  const source = path.join(import.meta.dirname, '../../src')
  const files = fs
    .readdirSync(source, { recursive: true })
    .filter((file) => /\.(wxml|wxs)$/.test(file) && !file.startsWith('miniprogram_npm'))
  for (const file of files)
    assert.doesNotMatch(fs.readFileSync(path.join(source, file), 'utf8'), /[\u4e00-\u9fff]/, file)
})

test('hours that stayed in another county are named beside those of here', async () => {
  const { hoursOf } = await load(`export { hoursOf } from './pages/records/list/view'`)
  const hours = { scan_minutes: 90, manual_minutes: 0, pending_minutes: 30, pending_points: '5.00' }
  const named = (elsewhere) => hoursOf({ ...hours, elsewhere }).slice(3)
  assert.deepEqual(named([]), [])
  const moved = [{ county_id: '450222', county_name: '柳城县', minutes: 478 }]
  assert.deepEqual(named(moved), [{ name: '搬来以前，在柳城县', value: '7 小时 58 分钟' }])
})
