/** The volunteer's own screens against the real service: home, activities, signing in where it is hard, records. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import jsqr from 'jsqr'
import { errorsOf, launch, openPhone, visible } from '../browser.js'
import { startStack } from './stack.js'
import { currentCode, organizerOf, publishActivity } from './village.js'

const decode = jsqr.default ?? jsqr
const VILLAGE = 'yaobu'
const ONE = `${VILLAGE}-volunteer-1`
const TWO = `${VILLAGE}-volunteer-2`
const THREE = `${VILLAGE}-volunteer-3`
const TOMORROW = 1440
const run = Date.now().toString(36)

let stack
let browser
let organizer

before(async () => {
  stack = await startStack()
  browser = await launch()
  organizer = await organizerOf(stack, VILLAGE)
})

after(async () => {
  await browser?.close()
  await stack?.stop()
})

const press = (page, text) => visible(page, `wx-button:has-text("${text}")`).first().tap()
const waitFor = (page, text) => visible(page, `wx-page:has-text("${text}")`).waitFor()
const confirmDialog = (page) => page.locator('.mp-modal .confirm').tap()
const open = (page, address) => page.evaluate((url) => wx.navigateTo({ url }), `/${address}`)
const activityPage = ({ id }) => `pages/activities/detail/index?id=${id}`

async function phone(alias, address = '', options = {}) {
  const page = await openPhone(browser, stack.phoneOf(alias, address), options)
  await visible(page, 'wx-page').waitFor()
  return page
}

async function showCode(page, code) {
  await page.evaluate((text) => {
    window.__mock.scanCode = text
  }, code)
}

async function finish(page) {
  assert.deepEqual(await errorsOf(page), [])
  assert.deepEqual(await page.evaluate(() => window.__mpMissing), {})
  await page.context().close()
}

/** Take whatever somebody has promised for tomorrow back, so that a run on a used service begins like the first. */
async function freed(person) {
  const { items } = await person.get('/activities?mine=true&over=false&limit=50')
  for (const { id } of items) {
    const { shifts } = await person.get(`/activities/${id}`)
    const mine = shifts.filter((shift) =>
      ['signed_up', 'waitlisted', 'under_review'].includes(shift.sign_up_state),
    )
    for (const shift of mine)
      await person.post(`/sign-ups/${shift.sign_up_id}/cancellation`).catch(() => undefined)
  }
  return person
}

/** Leave an activity, so that the next one can be entered. */
async function signedOut(alias, activity) {
  const person = await stack.person(alias)
  await person.post('/check-outs', { code: await currentCode(organizer, activity) })
}

test('the first screen is one request, and in large letters it has four tiles and sentences to be read', async () => {
  const page = await phone(ONE, '', { width: 320 })
  await visible(page, '.today').waitFor()
  const asked = await page.evaluate(() =>
    window.__calls.filter((call) => call.api === 'request').map((call) => new URL(call.url).pathname),
  )
  assert.deepEqual(
    asked.filter((path) => path !== '/v1/me/check-in-code'),
    ['/v1/login', '/v1/me/home'],
  )
  await press(page, '长辈版')
  await visible(page, '.tile').first().waitFor()
  assert.equal(await visible(page, '.tile').count(), 4)
  await press(page, '大字看')
  await waitFor(page, '分可以兑换')
  await press(page, '知道了')
  await visible(page, '.sheet').waitFor({ state: 'detached' })
  const isWide = await page.evaluate(() => {
    const scroller = document.querySelector('.mp-frame:not([hidden]) .mp-scroller')
    return scroller.scrollWidth > scroller.clientWidth
  })
  assert.equal(isWide, false)
  await visible(page, '.tile:has-text("我的服务")').tap()
  await waitFor(page, '我的时长')
  await finish(page)
})

test('the list narrows down, says what each activity is worth, and an empty answer has a way back', async () => {
  const title = `护河 ${run}`
  await publishActivity(organizer, title, { startsIn: TOMORROW, themes: ['river_patrol'] })
  const page = await phone(ONE, 'pages/activities/list/index')
  const row = visible(page, `.list-row:has-text("${title}")`)
  await press(page, '筛选：本村')
  await visible(page, '.chip:has-text("护河巡护")').tap()
  await visible(page, '.chip:has-text("还有名额")').tap()
  await row.waitFor()
  assert.match(await row.innerText(), /难度 ×[\d.]+.*约 [\d.]+ 分/s)
  await visible(page, '.chip:has-text("全县")').tap()
  await waitFor(page, '筛选：全县 · 还有名额 · 护河巡护')
  await visible(page, '.chip:has-text("关爱走访")').tap()
  await row.waitFor({ state: 'detached' })
  await press(page, '不筛了')
  await waitFor(page, '筛选：本村')
  await visible(page, '.segment:has-text("我报名的")').tap()
  await visible(page, 'wx-button:has-text("放进手机日历")').waitFor()
  await visible(page, '.segment:has-text("已结束")').tap()
  await waitFor(page, '到底了')
  await finish(page)
})

test('who waits sees her place, and that it became hers when somebody gave one back', async () => {
  const first = await freed(await stack.person(ONE))
  await freed(await stack.person(TWO))
  const title = `只要一个人 ${run}`
  const activity = await publishActivity(organizer, title, { startsIn: TOMORROW, capacity: 1 })
  const place = await first.post(`/activities/${activity.id}/sign-ups`, { shift_id: activity.shiftId })
  const page = await phone(TWO, activityPage(activity))
  await waitFor(page, '人满了，可以排候补')
  await press(page, '排候补')
  await waitFor(page, '排在候补第 1 位')
  await page.waitForFunction(() =>
    wx
      .getStorageSync('snapshots')
      .subscriptions.some(({ purpose, remaining }) => purpose === 'activity_reminder' && remaining > 0),
  )
  await first.post(`/sign-ups/${place.id}/cancellation`)
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, '报好名了')
  await press(page, '放进日历')
  assert.equal(
    await page.evaluate(() => window.__calls.filter((call) => call.api === 'addPhoneCalendar').length),
    1,
  )
  await press(page, '取消报名')
  await confirmDialog(page)
  await visible(page, '.bar wx-button:has-text("报名")').waitFor()
  await finish(page)
})

test('a sign-up that needs a yes says so, and a no says why; what was called off says why, too', async () => {
  await freed(await stack.person(TWO))
  const asking = await publishActivity(organizer, `要同意 ${run}`, {
    startsIn: TOMORROW,
    sign_up_approval: true,
  })
  const page = await phone(TWO, activityPage(asking))
  await press(page, '报名')
  await waitFor(page, '等负责人同意')
  const { items } = await organizer.get(`/activities/${asking.id}/sign-ups`)
  await organizer.post(`/sign-ups/${items[0].id}/decision`, {
    approve: false,
    reason: '这次要会用割草机的人。',
  })
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, '这次没报上')
  await waitFor(page, '要会用割草机')
  await organizer.post(`/activities/${asking.id}/cancellation`, { reason: '下大雨，改到下周。' })
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, '这场不办了')
  await waitFor(page, '下大雨')
  await finish(page)
})

test('somebody of the team is asked to stand in, sees it, and goes instead', async () => {
  const [, third] = [await freed(await stack.person(TWO)), await freed(await stack.person(THREE))]
  const title = `替班 ${run}`
  const activity = await publishActivity(organizer, title, { startsIn: TOMORROW + 300 })
  const name = (await third.get('/me')).name
  const giver = await phone(TWO, activityPage(activity))
  await press(giver, '报名')
  await waitFor(giver, '报好名了')
  await press(giver, '请人替班')
  await visible(giver, `.list-row:has-text("${name}") wx-button`).tap()
  await waitFor(giver, '问过了，等她答复')

  const taker = await phone(THREE, 'pages/activities/list/index')
  await visible(taker, '.offers').tap()
  await visible(taker, `.card:has-text("${title}") wx-button:has-text("我去")`).tap()
  await waitFor(taker, '没有替班的事')
  await open(taker, activityPage(activity))
  await waitFor(taker, '报好名了')
  await finish(taker)
  await finish(giver)
  await freed(third)
})

test('a phone that is 40 minutes fast signs in at the right time and says so; a denied camera leaves digits', async () => {
  const activity = await publishActivity(organizer, `快表 ${run}`)
  const page = await phone(ONE, activityPage(activity), { mock: { clockOffsetMinutes: 40 } })
  await waitFor(page, '可以签到了')
  await page.evaluate(() => {
    window.__mock.auth = { 'scope.camera': false }
  })
  await press(page, '扫码签到')
  await waitFor(page, '打不开相机')
  await visible(page, 'wx-button:has-text("去设置")').waitFor()
  await press(page, '输数字')
  await waitFor(page, '可以签到了')
  const { digits } = await organizer.get(`/activities/${activity.id}/code`)
  await press(page, '输 6 位数字')
  await page.locator('.mp-modal input').fill(digits)
  await confirmDialog(page)
  await waitFor(page, '签到成功')
  await waitFor(page, '手机快了 40 分钟')
  const { items } = await organizer.get(`/activities/${activity.id}/attendances`)
  assert.ok(Math.abs(Date.parse(items[0].in_at) - Date.now()) < 120000)
  await press(page, '知道了')
  await waitFor(page, '已签到 · 还没签退')
  await signedOut(ONE, activity)
  await finish(page)
})

test("one's own code is made without network, reads as a code, and the organizer signs her in with it", async () => {
  const activity = await publishActivity(organizer, `我的码 ${run}`)
  const online = await phone(TWO)
  await visible(online, '.today').waitFor()
  await online.waitForFunction(() => wx.getStorageSync('snapshots')?.['own-code'])
  const context = online.context()
  await online.close()

  const page = await context.newPage()
  await page.addInitScript(() => {
    window.__mock = { network: 'none' }
  })
  await page.goto(stack.phoneOf(TWO, 'pages/scan/own-code/index'))
  await visible(page, '.qr').waitFor()
  const payload = await readCode(page)
  assert.match(payload, /^P\.\d{6}\.[0-9A-Z]{26}\.\d+\.[0-9A-Z]{16}$/)
  const { attendance } = await organizer.post(`/activities/${activity.id}/scans`, {
    payload,
    direction: 'in',
  })
  assert.equal(attendance.in_means, 'personal')
  await signedOut(TWO, activity)
  await page.evaluate(() => {
    const { 'own-code': _, ...rest } = wx.getStorageSync('snapshots')
    wx.setStorageSync('snapshots', rest)
  })
  await page.goto('about:blank')
  await page.goto(stack.phoneOf(TWO, 'pages/scan/own-code/index'))
  await waitFor(page, '今天还没取过码')
  await finish(page)
})

/** Read the code on the screen as a camera does. */
async function readCode(page) {
  const picture = (await visible(page, '.qr').screenshot()).toString('base64')
  const { data, width, height } = await page.evaluate(async (base64) => {
    const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob()
    const bitmap = await createImageBitmap(blob)
    const { width, height } = bitmap
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.drawImage(bitmap, 0, 0)
    return { data: Array.from(context.getImageData(0, 0, width, height).data), width, height }
  }, picture)
  return decode(Uint8ClampedArray.from(data), width, height)?.data
}

test('a family member without a phone is signed in offline, each scan waits under her name and arrives once', async () => {
  const activity = await publishActivity(organizer, `带家人 ${run}`)
  const daughter = await stack.person(ONE)
  const me = await daughter.get('/me')
  const elder = me.household.members.find(({ id, state }) => id !== me.id && state === 'active')
  const until = new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10)
  const { items: held } = await daughter.get('/me/proxies')
  if (!held.some((proxy) => proxy.scope === 'check_in' && proxy.volunteer_id === elder.id))
    await organizer.post(`/volunteers/${elder.id}/proxies`, {
      proxy_id: me.id,
      scope: 'check_in',
      ends_on: until,
    })

  const query = `shortId=${activity.shortId}&title=${encodeURIComponent(activity.title)}`
  const page = await phone(ONE, `pages/scan/family/index?${query}`)
  await waitFor(page, elder.name)
  await page.evaluate(() => window.__setNetwork('none'))
  for (const [action, text] of [
    ['签到', '签到。有网会自动上传'],
    ['签退', '签退。有网会自动上传'],
  ]) {
    await showCode(page, await currentCode(organizer, activity))
    await visible(page, `.list-row:has-text("${elder.name}") wx-button:has-text("${action}")`).tap()
    await waitFor(page, `${elder.name}记在手机里了`)
    await waitFor(page, text)
    await press(page, '知道了')
  }
  await open(page, 'pages/scan/outbox/index')
  await waitFor(page, `您帮${elder.name}签的`)
  await page.evaluate(() => window.__setNetwork('wifi'))
  await page.waitForFunction(() => !wx.getStorageSync('outbox').some((scan) => scan.state === 'waiting'))
  const { items } = await organizer.get(`/activities/${activity.id}/attendances`)
  assert.deepEqual(
    items.map((item) => [item.volunteer_id, Boolean(item.out_at), item.in_mode]),
    [[elder.id, true, 'offline']],
  )
  await finish(page)
})

test('算得不对？ is written, waits, and is answered; the course shows every step and the rule is in words', async () => {
  const member = await stack.person(ONE)
  const { items } = await member.get('/me/service-records?limit=50')
  const record = items.find(({ state }) => state === 'settled')
  const page = await phone(ONE, 'pages/records/list/index')
  await waitFor(page, '每一次服务')
  await waitFor(page, '到底了')
  await open(page, `pages/records/detail/index?id=${record.id}`)
  await waitFor(page, '经过')
  await press(page, '看规则')
  await waitFor(page, '现在的规则')
  await press(page, '算得不对')
  await press(page, '送去核对')
  await waitFor(page, '先写一句哪里不对')
  await visible(page, 'textarea').fill(`我十一点才走，只算到十点。${run}`)
  await press(page, '送去核对')
  await waitFor(page, '收到了，在核对')
  // somebody who has not approved it herself
  const checker = await stack.person('chengzhong-staff-1')
  const ruling = `问过同去的三个人，都是十点走的。${run}`
  await checker.post(`/service-records/${record.id}/dispute-ruling`, { outcome: 'dismissed', ruling })
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, `答复：${ruling}`)
  await waitFor(page, '算得不对')
  await press(page, '大字看')
  await visible(page, '.sheet .line').first().waitFor()
  await press(page, '知道了')
  await finish(page)
})

test('a wrong birth date is reported and its answer will be found; points other than for hours have their page', async () => {
  const page = await phone(TWO, 'pages/records/corrections/index')
  await press(page, '请求更正')
  await waitFor(page, '先选哪里错了')
  await visible(page, '.chip:has-text("出生日期")').tap()
  await visible(page, 'textarea').fill(`应该是一九六二年五月。${run}`)
  await press(page, '请求更正')
  await waitFor(page, '核对以后答复您')
  await visible(page, `.list-row:has-text("${run}") .tag:has-text("在核对")`).waitFor()
  await open(page, 'pages/points/proposals/index')
  await waitFor(page, '加的分')
  await open(page, 'pages/activities/calendar/index')
  await visible(page, 'wx-button.big').waitFor()
  if (await visible(page, 'wx-button:has-text("生成日历地址")').count()) await press(page, '生成日历地址')
  await press(page, '复制地址')
  assert.match(
    await page.evaluate(() => window.__calls.find((call) => call.api === 'setClipboardData').args.data),
    /\.ics$/,
  )
  await finish(page)
})

/** Digits as a Chinese keyboard may write them, in pairs as the organizer's screen shows them. */
const wide = (digits) =>
  [...digits]
    .map((digit, index) => String.fromCodePoint(0xff10 + Number(digit)) + (index % 2 ? ' ' : ''))
    .join('')

test('what was called off while she was looking at it says so when she signs up', async () => {
  const organizer = await organizerOf(stack, VILLAGE)
  const off = await publishActivity(organizer, `看着取消 ${run}`, { startsIn: TOMORROW })
  const page = await phone(THREE, activityPage(off))
  await waitFor(page, off.title)
  await organizer.post(`/activities/${off.id}/cancellation`, { reason: '下大雨，改到下周六。' })
  await press(page, '报名')
  await waitFor(page, '活动没有开放')
  await waitFor(page, '下大雨，改到下周六。')
  await finish(page)
})

test('digits that are wrong say so, and guessing on is stopped kindly; the organizer finds her part from home', async () => {
  const activity = await publishActivity(organizer, `猜数字 ${run}`)
  const page = await phone(THREE, activityPage(activity))
  const { digits } = await organizer.get(`/activities/${activity.id}/code`)
  const wrong = digits === '000000' ? '000001' : '000000'
  for (let tries = 0; tries < 12; tries++) {
    await waitFor(page, '可以签到了')
    await press(page, '输 6 位数字')
    await page.locator('.mp-modal input').fill(tries ? wrong : wide(wrong))
    await confirmDialog(page)
    await visible(page, '.ring.is-refused').waitFor()
    if (await visible(page, 'wx-page:has-text("先停一会儿")').count()) break
    await waitFor(page, '数字不对')
    await press(page, '知道了')
  }
  await waitFor(page, '请负责人帮您签')
  await finish(page)

  const hers = await phone(`${VILLAGE}-organizer-1`)
  await visible(hers, '.list-row:has-text("我来组织")').tap()
  await hers.waitForFunction(() => window.__preview.page()?.route === 'packages/organizer/today/index')
  await finish(hers)
})
