/** Speaking to the service when the road is bad: nothing is lost, nothing happens twice, one login at a time. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { fakePhone, load } from './module.js'

const LOGIN = { statusCode: 200, data: { state: 'signed_in', token: '450222.fresh' } }
const isLogin = ({ url }) => url.endsWith('/login')

test('a key is stored before its request leaves, and used again until the answer is known', async () => {
  const keptAtSending = []
  const outcomes = ['silence', 'silence', 'silence', { statusCode: 201, data: { id: '1' } }]
  const phone = fakePhone((options, self) => {
    keptAtSending.push(Object.values(self.storage.get('pendingKeys') ?? {})[0])
    const outcome = outcomes.shift()
    return outcome === 'silence' ? null : outcome
  })
  phone.storage.set('token', '450222.known')
  const { signUp, Unreachable } = await load(
    `import './core/session'
     export { signUp } from './api/activities'
     export { Unreachable } from './core/errors'`,
    phone.wx,
  )
  await assert.rejects(signUp('a', 's'), Unreachable)
  assert.deepEqual(await signUp('a', 's'), { id: '1' })
  const keys = phone.requests.map((request) => request.header['Idempotency-Key'])
  assert.equal(keys.length, 4)
  assert.equal(new Set(keys).size, 1)
  assert.deepEqual(keptAtSending, keys)
  assert.deepEqual(phone.storage.get('pendingKeys'), {})
})

test('a refusal settles its key; a busy service does not', async () => {
  const answers = [
    { statusCode: 409, data: { code: 'busy_try_again', title: '稍等一下' } },
    { statusCode: 409, data: { code: 'already_signed_up', title: '已经报过名了', detail: '不用再报' } },
  ]
  const phone = fakePhone(() => answers.shift())
  phone.storage.set('token', '450222.known')
  const { signUp } = await load(
    `import './core/session'\nexport { signUp } from './api/activities'`,
    phone.wx,
  )
  await assert.rejects(signUp('a', 's'), { code: 'busy_try_again' })
  assert.equal(Object.keys(phone.storage.get('pendingKeys')).length, 1)
  await assert.rejects(signUp('a', 's'), {
    code: 'already_signed_up',
    title: '已经报过名了',
    detail: '不用再报',
  })
  assert.deepEqual(phone.storage.get('pendingKeys'), {})
})

test('the sign-in page of a public Wi-Fi is no answer', async () => {
  const phone = fakePhone(() => ({ statusCode: 200, data: '<html>请先登录网络</html>' }))
  phone.storage.set('token', '450222.known')
  const { showActivity, Unreachable } = await load(
    `import './core/session'
     export { showActivity } from './api/activities'
     export { Unreachable } from './core/errors'`,
    phone.wx,
  )
  await assert.rejects(showActivity('a'), Unreachable)
})

test('who gives a place back whose answer got lost may take it again with a new key', async () => {
  let isSilent = true
  const phone = fakePhone(() => (isSilent ? null : { statusCode: 200, data: { id: '1' } }))
  phone.storage.set('token', '450222.known')
  const { signUp, cancelSignUp } = await load(
    `import './core/session'\nexport { signUp, cancelSignUp } from './api/activities'`,
    phone.wx,
  )
  await assert.rejects(signUp('a', 's'))
  isSilent = false
  await cancelSignUp('1')
  await signUp('a', 's')
  const keys = phone.requests.map((request) => request.header['Idempotency-Key'])
  assert.notEqual(keys.at(-1), keys[0])
})

test('many calls at once log in once, and a refused token is renewed without a word', async () => {
  const phone = fakePhone((options) => {
    if (isLogin(options)) return LOGIN
    const isFresh = options.header.Authorization === 'Bearer 450222.fresh'
    return isFresh
      ? { statusCode: 200, data: { ok: true } }
      : { statusCode: 401, data: { code: 'not_signed_in' } }
  })
  phone.storage.set('token', '450222.old')
  const { send } = await load(`import './core/session'\nexport { send } from './core/request'`, phone.wx)
  const call = () => send({ method: 'GET', path: '/me' })
  assert.deepEqual(await Promise.all([call(), call(), call()]), [{ ok: true }, { ok: true }, { ok: true }])
  assert.equal(phone.logins, 1)
})

test('somebody unknown gets a ticket, and somebody who logged out is not logged in again by herself', async () => {
  const phone = fakePhone((options) =>
    isLogin(options)
      ? { statusCode: 200, data: { state: 'registration_needed', ticket: 't-1' } }
      : { statusCode: 200 },
  )
  const { send, logOut, RegistrationNeeded, SignedOut } = await load(
    `export { send } from './core/request'
     export { logOut } from './core/session'
     export { RegistrationNeeded, SignedOut } from './core/errors'`,
    phone.wx,
  )
  await assert.rejects(
    send({ method: 'GET', path: '/me' }),
    (error) => error instanceof RegistrationNeeded && error.ticket === 't-1',
  )
  phone.storage.set('outbox', [])
  phone.storage.set('look', { chosen: 'large' })
  await logOut()
  await assert.rejects(send({ method: 'GET', path: '/me' }), SignedOut)
  assert.deepEqual([...phone.storage.keys()].sort(), ['isSignedOut', 'look'])
})

test('the skew of the phone is learnt from answers and sent with scans', async () => {
  const served = new Date(Date.now() - 2400000).toUTCString()
  const phone = fakePhone(() => ({ statusCode: 200, data: {}, header: { Date: served } }))
  phone.storage.set('token', '450222.known')
  const { send, skewSeconds } = await load(
    `import './core/session'\nexport { send } from './core/request'\nexport { skewSeconds } from './core/clock'`,
    phone.wx,
  )
  assert.equal(skewSeconds(), undefined)
  await send({ method: 'GET', path: '/me' })
  assert.ok(Math.abs(skewSeconds() + 2400) <= 1)
})

const QUEUE = `
  import './core/session'
  export * as outbox from './core/outbox'
  export { deliver } from './pages/scan/scanning'
  export { directionFor, uploadKey, tidied } from './domain/outbox'`

function scan(nonce, more = {}) {
  return {
    nonce,
    direction: 'in',
    payload: '450222.7Q2M9K.1.ABC',
    shortId: '7Q2M9K',
    deviceTime: '2026-11-21T00:27:10Z',
    skewSeconds: -2,
    state: 'waiting',
    isOffline: false,
    code: '',
    title: '',
    detail: '',
    attendance: null,
    ...more,
  }
}

test('a scan without network waits and is uploaded later under its own nonce', async () => {
  const phone = fakePhone((options) => ({
    statusCode: 200,
    data: {
      results: options.data.scans.map(({ nonce }) => ({
        nonce,
        state: 'accepted',
        code: null,
        title: null,
        detail: null,
        attendance: null,
      })),
    },
  }))
  phone.storage.set('token', '450222.known')
  phone.isConnected = false
  const { outbox, deliver, uploadKey } = await load(QUEUE, phone.wx)
  outbox.put(scan('offline-0001'))
  outbox.put(scan('offline-0002', { direction: 'out' }))
  assert.equal((await deliver(outbox.find('offline-0001'))).isOffline, true)
  assert.equal(phone.requests.length, 0)
  assert.equal(outbox.countWaiting(), 2)
  phone.isConnected = true
  const [first, second] = await Promise.all([outbox.upload(), outbox.upload()])
  assert.deepEqual([first, second], [2, 2], 'two wishes at once are one upload')
  assert.equal(phone.requests.length, 1)
  const { scans } = phone.requests[0].data
  assert.deepEqual(
    scans.map((item) => [item.nonce, item.direction]),
    [
      ['offline-0001', 'in'],
      ['offline-0002', 'out'],
    ],
  )
  assert.equal(
    phone.requests[0].header['Idempotency-Key'],
    uploadKey([scan('offline-0001'), scan('offline-0002')]),
  )
  assert.match(phone.requests[0].header['Idempotency-Key'], /^[A-Za-z0-9_:.-]{8,80}$/)
  assert.equal(outbox.countWaiting(), 0)
})

test('a scan whose answer got lost keeps waiting; a refused one says why', async () => {
  const answers = [
    null,
    null,
    null,
    { statusCode: 409, data: { code: 'code_expired', title: '这个码过期了', detail: '请对着新的再扫' } },
  ]
  const phone = fakePhone(() => answers.shift())
  phone.storage.set('token', '450222.known')
  const { outbox, deliver } = await load(QUEUE, phone.wx)
  outbox.put(scan('lost-0001'))
  assert.deepEqual((await deliver(outbox.find('lost-0001'))).state, 'waiting')
  const refused = await deliver(outbox.find('lost-0001'))
  assert.deepEqual([refused.state, refused.title], ['refused', '这个码过期了'])
})

test('which way a scan goes is told by the phone first, then by the service', async () => {
  const { directionFor, tidied } = await load(QUEUE, fakePhone().wx)
  const known = [{ short_id: '7Q2M9K', my_attendance: 'checked_in' }]
  assert.equal(directionFor('7Q2M9K', known, []), 'out')
  assert.equal(directionFor('OTHER1', known, []), 'in')
  assert.equal(directionFor('7Q2M9K', [], [scan('a')]), 'out')
  assert.equal(directionFor('7Q2M9K', known, [scan('b', { direction: 'out' }), scan('a')]), 'in')
  assert.equal(directionFor('7Q2M9K', known, [scan('c', { state: 'refused' })]), 'out')
  const many = Array.from({ length: 60 }, (_, index) =>
    scan(`s-${index}`, { state: index % 2 ? 'arrived' : 'waiting' }),
  )
  assert.equal(tidied(many).filter((item) => item.state === 'waiting').length, 30)
  assert.equal(tidied(many).filter((item) => item.state === 'arrived').length, 20)
})

const KEPT = `
  export { lastSeen, remember, forgetOfEarlierVersion, showLastSeen } from './core/snapshots'
  export { read, write } from './core/storage'
  export { learnFrom, skewSeconds } from './core/clock'`

/** A phone that keeps no more than so many characters under one name. */
function narrowPhone(most) {
  const phone = fakePhone()
  const keep = phone.wx.setStorageSync
  phone.wx.setStorageSync = (key, value) => {
    if (JSON.stringify(value).length > most()) throw new Error('setStorageSync:fail exceed max size')
    keep(key, value)
  }
  phone.wx.getAccountInfoSync = () => ({ miniProgram: { version: phone.version ?? '' } })
  return phone
}

test('years of looking at activities do not fill the phone, and screens seen once stay', async () => {
  const { lastSeen, remember } = await load(KEPT, narrowPhone(() => 10000).wx)
  remember('home', { name: '示例阿妹' })
  for (let index = 0; index < 200; index++) remember(`activity:${index}`, { text: '很长'.repeat(50) })
  assert.equal(lastSeen('home').name, '示例阿妹')
  assert.equal(lastSeen('activity:100'), undefined)
  assert.ok(lastSeen('activity:199'))
  remember('activity:large', { text: '长'.repeat(9000) })
  assert.equal(lastSeen('home').name, '示例阿妹')
})

test('a phone without room still answers, and scans take the place of what comes again by itself', async () => {
  let most = 10000
  const phone = narrowPhone(() => most)
  const { lastSeen, learnFrom, remember, read, skewSeconds, write } = await load(KEPT, phone.wx)
  remember('home', { name: '示例阿妹' })
  phone.wx.setStorageSync = ((keep) => (key, value) => {
    if (phone.storage.has('snapshots')) throw new Error('setStorageSync:fail no room')
    keep(key, value)
  })(phone.wx.setStorageSync)
  learnFrom('Wed, 25 Nov 2026 01:00:00 GMT', 0)
  assert.equal(skewSeconds(), undefined)
  write('outbox', [scan('kept-0001')])
  assert.equal(read('outbox').length, 1)
  assert.equal(lastSeen('home'), undefined)
  most = 0
  assert.deepEqual(remember('home', { name: '还在' }), { name: '还在' })
})

test('damaged storage counts as empty, and a new version forgets what an earlier one kept', async () => {
  const phone = narrowPhone(() => 10000)
  const { forgetOfEarlierVersion, lastSeen, read, remember, showLastSeen } = await load(KEPT, phone.wx)
  phone.storage.set('outbox', { not: 'a list' })
  phone.storage.set('personScans', [null, 'x', { nonce: 'n' }])
  phone.storage.set('snapshots', 'gibberish')
  phone.storage.set('skewSeconds', 'fast')
  assert.deepEqual(
    [read('outbox'), read('personScans'), read('snapshots'), read('skewSeconds')],
    [undefined, [{ nonce: 'n' }], undefined, undefined],
  )
  remember('home', { name: '示例阿妹' })
  remember('mall', {})
  assert.equal(
    showLastSeen('mall', ({ items }) => items.length),
    false,
  )
  assert.equal(lastSeen('mall'), undefined)
  forgetOfEarlierVersion()
  assert.ok(lastSeen('home'))
  phone.version = '1.1.0'
  forgetOfEarlierVersion()
  assert.equal(lastSeen('home'), undefined)
  remember('home', { name: '示例阿妹' })
  forgetOfEarlierVersion()
  assert.ok(lastSeen('home'))
})
