/** Household, boards, messages and everything about oneself, on real phones against the real service. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { errorsOf, launch, openPhone, visible } from '../browser.js'
import { startStack } from './stack.js'

const VILLAGE = 'niucheping'
const run = Date.now().toString(36)
const wire = (instant) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')
const DAY_MS = 86400000
/** Names take no digits: a few thousand characters tell the runs apart. */
const letter = (offset) => String.fromCodePoint(0x4e00 + ((Date.now() + offset) % 4000))

let stack
let browser

before(async () => {
  stack = await startStack()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await stack?.stop()
})

const press = (page, text) => visible(page, `wx-button:has-text("${text}")`).first().tap()
const row = (page, text) => visible(page, `.list-row:has-text("${text}")`).first().tap()
const waitFor = (page, text) => visible(page, `wx-page:has-text("${text}")`).waitFor()
const confirmDialog = (page) => page.locator('.mp-modal .confirm').tap()
const text = (page) => visible(page, 'wx-page').innerText()
const back = (page) => visible(page, '.mp-back').tap()

/** Open a page of somebody's phone directly; a phone that is open already keeps what it stored. */
async function open(alias, address, options) {
  const page = await openPhone(browser, stack.phoneOf(alias, address), options)
  await visible(page, 'wx-page').first().waitFor()
  return page
}

async function turnTo(page, alias, address) {
  await page.goto('about:blank')
  await page.goto(stack.phoneOf(alias, address))
  await page.waitForSelector('html[data-mp-ready="1"]')
}

async function finish(page) {
  assert.deepEqual(await errorsOf(page), [])
  assert.deepEqual(await page.evaluate(() => window.__mpMissing), {})
  await page.context().close()
}

/** Somebody new of the village, registered and confirmed through the API. */
async function newcomer(alias, name, more = {}) {
  const organizer = await stack.person(`${VILLAGE}-organizer-1`)
  const { village_code: village } = await organizer.get('/me')
  await stack.register(alias, { name, birth_on: '1962-05-01', how: 'found', village_code: village, ...more })
  const { items } = await organizer.get(
    `/volunteers?place_code=${village}&limit=50&q=${encodeURIComponent(name)}`,
  )
  await organizer.post(`/volunteers/${items[0].id}/confirmation`)
  return stack.person(alias)
}

/** Whoever rules must not have approved or published herself. */
async function countyStaffOf(countyId) {
  for (const alias of ['liucheng-staff-1', 'rongan-staff-1', 'chengzhong-staff-1', 'liubei-staff-1'])
    if ((await (await stack.person(alias)).get('/me')).county_id === countyId) return alias
  throw new Error(`nobody for ${countyId}`)
}

/** Goods that can be exchanged now at the village's pickup point. */
async function openShop() {
  const keeper = await stack.person(`${VILLAGE}-shop-keeper`)
  const me = await keeper.get('/me')
  const { items: points } = await keeper.get(`/pickup-points?village_code=${me.village_code}`)
  const { next_day: day } = await keeper.get(
    `/mall?county_id=${me.county_id}&pickup_point_id=${points[0].id}`,
  )
  if (!day || Date.parse(day.opens_at) > Date.now())
    await keeper.post('/redemption-days', {
      pickup_point_id: points[0].id,
      opens_at: wire(Date.now()),
      closes_at: wire(Date.now() + DAY_MS / 8),
    })
}

test('a granddaughter redeems for her grandmother, who agreed, sees it, and ends it', async () => {
  await openShop()
  const elder = await stack.person(`${VILLAGE}-volunteer-3`)
  const helper = await stack.person(`${VILLAGE}-volunteer-2`)
  const [grandmother, granddaughter] = await Promise.all([elder.get('/me'), helper.get('/me')])
  for (const order of (await elder.get('/redemption-orders')).items)
    if (order.state === 'placed') await elder.post(`/redemption-orders/${order.id}/cancellation`)
  for (const standing of (await elder.get('/me/proxies')).items)
    await elder.post(`/proxies/${standing.id}/end`)
  const phone = await open(`${VILLAGE}-volunteer-2`, 'pages/household/proxies/index')
  await waitFor(phone, '谁能替我办')
  const hers = `.theirs:has-text("${grandmother.name}")`
  assert.equal(await visible(phone, hers).count(), 0)

  await elder.post('/me/proxies', {
    proxy_id: granddaughter.id,
    scope: 'redeem',
    ends_on: wire(Date.now() + 30 * DAY_MS).slice(0, 10),
  })
  await turnTo(phone, `${VILLAGE}-volunteer-2`, 'pages/household/proxies/index')
  await visible(phone, hers).waitFor()
  await visible(phone, `${hers} wx-button:has-text("看她的积分")`).tap()
  await waitFor(phone, `${grandmother.name}家`)
  const spendable = await visible(phone, '.num').innerText()
  await visible(phone, '.goods wx-button').first().tap()
  await confirmDialog(phone)
  await waitFor(phone, '替她留好了')
  await phone.waitForFunction(
    (had) => document.querySelector('.mp-frame:not([hidden]) .num').innerText !== had,
    spendable,
  )
  await press(phone, '看领取码')
  await visible(phone, '.qr').waitFor()
  await press(phone, '取消预留')
  await confirmDialog(phone)
  await waitFor(phone, '取消好了')

  const her = await open(`${VILLAGE}-volunteer-3`, 'pages/household/proxies/index')
  await visible(her, `.act:has-text("${granddaughter.name}")`).first().waitFor()
  assert.match(await text(her), /替您兑换/)
  await visible(her, `.mine:has-text("${granddaughter.name}") wx-button`).tap()
  await confirmDialog(her)
  await waitFor(her, '还没请人代办')
  await back(phone)
  await phone.evaluate(() => window.__preview.page().load())
  await visible(phone, '.box').waitFor()
  await turnTo(her, `${VILLAGE}-volunteer-3`, 'pages/messages/inbox/index')
  await waitFor(her, '帮您家兑换了')
  await finish(her)
  await finish(phone)
})

test('whoever knows the code asks to join, the head agrees, and the new member may leave again', async () => {
  const [headAlias, otherAlias] = [`head-${run}`, `joiner-${run}`]
  await newcomer(headAlias, `示例大姐${letter(1)}`)
  const otherName = `示例小妹${letter(2)}`
  await newcomer(otherAlias, otherName)
  const head = await open(headAlias, 'pages/household/home/index')
  await visible(head, '.code').waitFor()
  const code = await visible(head, '.code').innerText()
  await press(head, '复制')
  assert.equal((await head.evaluate(() => wx.getClipboardData())).data, code)
  await press(head, '发给家人')
  const shared = await head.evaluate(() => window.__calls.findLast((call) => call.api === 'share').args.title)
  assert.match(shared, new RegExp(code))

  const other = await open(otherAlias, 'pages/household/home/index')
  await visible(other, '.join-code input').waitFor()
  await press(other, '申请加入')
  await waitFor(other, '先填户号')
  await visible(other, '.join-code input').fill('00000000')
  await press(other, '申请加入')
  await visible(other, '.note.persimmon').waitFor()
  await visible(other, '.join-code input').fill(code)
  await press(other, '申请加入')
  await press(other, '不加入了')
  await waitFor(other, '撤回了')
  await visible(other, '.join-code input').fill(code)
  await press(other, '申请加入')
  await waitFor(other, `等 ${code} 户的户主同意`)

  await head.evaluate(() => window.__preview.page().load())
  await visible(head, `.request:has-text("${otherName}")`).waitFor()
  await visible(head, '.request wx-button:has-text("同意")').last().tap()
  await confirmDialog(head)
  await waitFor(head, '加进来了')
  await visible(head, `.list-row:has-text("${otherName}")`).waitFor()
  await visible(head, '.field input').first().fill('五十')
  await press(head, '改好')
  await waitFor(head, '请填一个数')
  await visible(head, '.field input').first().fill('50')
  await press(head, '改好')
  await waitFor(head, '改好了')

  await turnTo(other, otherAlias, 'pages/household/home/index')
  await waitFor(other, '家里人每次最多用 50 分')
  await press(other, '离开这个家')
  await confirmDialog(other)
  await waitFor(other, '您自己一户了')
  await finish(head)
  await finish(other)
})

test('anybody reads the board; a member doubts a line, and reads what was answered', async () => {
  const stranger = await open(`stranger-${run}`, 'pages/disclosure/board/index')
  await waitFor(stranger, '先选一个村看公示')
  for (const place of ['柳州市', '柳城县']) await row(stranger, place)
  await visible(stranger, '.option').first().waitFor()
  await finish(stranger)

  const asker = await newcomer(`asker-${run}`, `示例阿姨${letter(3)}`)
  const me = await asker.get('/me')
  const { items: lists } = await asker.get(`/villages/${me.village_code}/disclosures`)
  const shown = lists.find((list) => list.state === 'open')
  assert.ok(shown, 'the demonstration has an open list')
  const page = await open(`asker-${run}`, 'pages/disclosure/board/index')
  await row(page, `第 ${shown.number} 张`)
  await visible(page, '.entry').first().waitFor()
  assert.doesNotMatch(await text(page), /1[3-9]\d{9}/)
  await press(page, '看规则')
  await visible(page, '.rule').waitFor()
  await visible(page, '.object').last().tap()
  await press(page, '送出去')
  await waitFor(page, '先写一写哪里不对')
  const doubt = `那天她在镇上，没有来。${run}`
  await visible(page, '.reason textarea').fill(doubt)
  await press(page, '送出去')
  await waitFor(page, '收到了')
  await waitFor(page, '先停一停')
  await press(page, '看我提的')
  await waitFor(page, '等答复')
  assert.match(await text(page), /那天她在镇上/)

  const judge = await stack.person(await countyStaffOf(me.county_id))
  const { items } = await judge.get('/objections?state=open&limit=50')
  const mine = items.find((objection) => objection.text === doubt)
  await judge.post(`/objections/${mine.id}/ruling`, {
    outcome: 'dismissed',
    ruling: '问过同去的三个人，她来了。',
  })
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, '答复：问过同去的三个人，她来了。')
  await turnTo(page, `asker-${run}`, 'pages/messages/inbox/index')
  await visible(page, '.message.is-unread').first().waitFor()
  await visible(page, '.message').first().tap()
  await waitFor(page, '核实过')
  await back(page)
  await visible(page, '.message').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.mp-frame:not([hidden]) .message.is-unread'))
  await finish(page)
})

test('nobody appears on the service board who does not want to', async () => {
  const alias = `${VILLAGE}-volunteer-3`
  const person = await stack.person(alias)
  const page = await open(alias, 'pages/ranking/index')
  await visible(page, '.segment').first().waitFor()
  await visible(page, '.segment:has-text("今年")').tap()
  await waitFor(page, '全村')
  const toggle = visible(page, '.card wx-button').last()
  if (/不让别人看到/.test(await toggle.innerText())) {
    await toggle.tap()
    await waitFor(page, '别人看不到了')
  }
  assert.equal((await person.get('/me/ranking?period=year')).listed, false)
  await press(page, '让同村人看到我')
  await waitFor(page, '别人看得到了')
  await press(page, '不让别人看到')
  await waitFor(page, '别人看不到了')
  await visible(page, '.segment:has-text("按户")').tap()
  await waitFor(page, '户来过')
  assert.doesNotMatch(await text(page), /第一名|倒数|排名/)
  await finish(page)
})

test('a refused phone number or privacy agreement blocks nothing; a given number is shown masked', async () => {
  const alias = `phone-${run}`
  await newcomer(alias, `示例大嫂${letter(4)}`)
  const page = await open(alias, 'pages/me/phone/index', {
    mock: { phone: 'deny', needPrivacy: true, modal: 'cancel' },
  })
  await press(page, '用微信里的号码')
  await waitFor(page, '没有留号码')
  await turnTo(page, alias, 'pages/household/home/index')
  await press(page, '复制')
  await waitFor(page, '把户号念给她听也行')
  await turnTo(page, alias, 'pages/home/index')
  await visible(page, '.today').waitFor()

  await page.evaluate(() => wx.removeStorageSync('snapshots'))
  const willing = await open(alias, 'pages/me/phone/index')
  await press(willing, '用微信里的号码')
  await waitFor(willing, '留好了')
  await finish(willing)
  await finish(page)
})

test('consents are given, refused and withdrawn one by one, each with its text', async () => {
  const alias = `consent-${run}`
  const person = await newcomer(alias, `示例二姐${letter(5)}`)
  const page = await open(alias, 'pages/me/consents/index')
  const card = (title) => visible(page, `.consent:has-text("${title}")`)
  await card('使用活动照片').locator('wx-button:has-text("看全文")').tap()
  await waitFor(page, '活动记录里可以使用有您的照片')
  await card('使用活动照片').locator('wx-button:has-text("同意")').last().tap()
  await card('使用活动照片').locator('.tag:has-text("同意了")').waitFor()
  await card('使用活动照片').locator('wx-button:has-text("撤回")').tap()
  await confirmDialog(page)
  await card('使用活动照片').locator('.tag:has-text("撤回了")').waitFor()
  await card('签到时使用位置').locator('wx-button:has-text("不同意")').tap()
  await card('签到时使用位置').locator('.tag:has-text("没同意")').waitFor()
  const { items } = await person.get('/me/consents')
  const states = Object.fromEntries(items.map((item) => [item.purpose, item.state]))
  assert.deepEqual([states.base, states.photo, states.location], ['given', 'withdrawn', 'refused'])
  await finish(page)
})

test('optional fields, devices, size and export work and stay private', async () => {
  const alias = `self-${run}`
  const person = await newcomer(alias, `示例三姐${letter(6)}`)
  const page = await open(alias, 'pages/me/profile/index')
  await visible(page, '.chip:has-text("环境卫生")').tap()
  await visible(page, '.field:has-text("会什么") input').fill('会刷漆')
  await press(page, '存好')
  await waitFor(page, '存好了')
  assert.deepEqual((await person.get('/me/profile')).service_kinds, ['environment'])

  await turnTo(page, alias, 'pages/me/devices/index')
  await visible(page, '.device:has-text("这一台")').waitFor()
  const devices = await visible(page, '.device').count()
  await visible(page, '.device wx-button').first().tap()
  await confirmDialog(page)
  await waitFor(page, '退出了')
  await page.waitForFunction(
    (count) => document.querySelectorAll('.mp-frame:not([hidden]) .device').length === count,
    devices - 1,
  )

  await turnTo(page, alias, 'pages/me/size/index')
  await visible(page, '.segment:has-text("特大")').tap()
  await visible(page, '.is-largest').waitFor()
  await press(page, '跟着微信的字号走')
  await waitFor(page, '现在跟着微信走')

  await turnTo(page, alias, 'pages/me/export/index')
  await press(page, '拿一份')
  await row(page, '本人')
  await waitFor(page, '1962-05-01')
  await press(page, '发到微信')
  const shared = await page.evaluate(() => window.__calls.find((call) => call.api === 'shareFileMessage'))
  assert.equal(shared.args.fileName, '我的信息.json')
  await press(page, '复制文字')
  const copied = JSON.parse((await page.evaluate(() => wx.getClipboardData())).data)
  assert.ok(copied.sections.some((section) => section.title === '本人'))
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify(localStorage)), /1962-05-01/)
  await finish(page)
})

test('leaving says what is lost, asks twice, and empties the phone', async () => {
  const alias = `leaver-${run}`
  const name = `示例四姐${letter(7)}`
  await newcomer(alias, name)
  const page = await open(alias, 'pages/me/home/index')
  await waitFor(page, name)
  await row(page, '注销账号')
  await press(page, '注销')
  await waitFor(page, '先把上面的看完')
  await visible(page, '.read').tap()
  await press(page, '注销')
  await page.locator('.mp-modal .cancel').tap()
  await waitFor(page, '注销后登不进来')
  await press(page, '注销')
  await confirmDialog(page)
  await waitFor(page, '注销好了')
  const kept = await page.evaluate(() => JSON.stringify(localStorage))
  assert.ok(!kept.includes(name))
  const keys = await page.evaluate(() => wx.getStorageInfoSync().keys)
  assert.deepEqual(
    keys.filter((key) => !['isSignedOut', 'look', 'skewSeconds'].includes(key)),
    [],
  )
  await back(page)
  await waitFor(page, '要重新进一下')
  await press(page, '进入')
  await waitFor(page, '先加入服务队')
  await finish(page)
})

test('a paper card is seen and reported lost by its owner', async () => {
  const alias = `card-${run}`
  const person = await newcomer(alias, `示例五姐${letter(8)}`)
  const organizer = await stack.person(`${VILLAGE}-organizer-1`)
  const page = await open(alias, 'pages/household/card/index')
  await waitFor(page, '没有纸卡')
  const { id } = await person.get('/me')
  const { suffix } = await organizer.post(`/volunteers/${id}/cards`)
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, `卡上最后四位 ${suffix}`)
  await press(page, '卡丢了，挂失')
  await confirmDialog(page)
  await waitFor(page, '挂失了')
  await finish(page)
})

test('reminders are offered and never pressed; the answer is kept', async () => {
  const alias = `remind-${run}`
  const person = await newcomer(alias, `示例六姐${letter(9)}`)
  const page = await open(alias, 'pages/me/subscriptions/index', { mock: { subscribe: 'reject' } })
  await press(page, '提醒我一次')
  await waitFor(page, '好，不提醒')
  await page.evaluate(() => {
    window.__mock.subscribe = 'accept'
  })
  await press(page, '提醒我一次')
  await waitFor(page, '还能提醒 1 次')
  const { items } = await person.get('/me/subscriptions')
  assert.equal(items[0].remaining, 1)
  await finish(page)
})
