/** The volunteer's loop on her phone against the real service: join, sign up, sign in and out, exchange, collect. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import jsqr from 'jsqr'
import { errorsOf, launch, openPhone, visible } from '../browser.js'
import { startStack } from './stack.js'
import { confirmRegistration, currentCode, openShop, organizerOf, publishActivity } from './village.js'

const decode = jsqr.default ?? jsqr
const run = Date.now().toString(36)
/** Names take no digits: a few thousand characters tell the runs apart. */
const mark = String.fromCodePoint(0x4e00 + (Date.now() % 4000))
const HOME = 'pages/home/index'

let stack
let browser
let organizer
let activity

before(async () => {
  stack = await startStack()
  browser = await launch()
  organizer = await organizerOf(stack)
  activity = await publishActivity(organizer, `清理河边 ${run}`)
})

after(async () => {
  await browser?.close()
  await stack?.stop()
})

const press = (page, text) => visible(page, `wx-button:has-text("${text}")`).first().tap()
const row = (page, text) => visible(page, `.list-row:has-text("${text}")`).first().tap()
const waitFor = (page, text) => visible(page, `wx-page:has-text("${text}")`).waitFor()
const onPage = (page, route) =>
  page.waitForFunction((wanted) => window.__preview.page()?.route === wanted, route)
const tab = (page, text) => visible(page, '.mp-tab button').filter({ hasText: text }).tap()
const pressInSheet = (page, text) =>
  visible(page, '.sheet wx-button').filter({ hasText: text }).locator('visible=true').tap()
const confirmDialog = (page) => page.locator('.mp-modal .confirm').tap()

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

/** What came of a tap is where she looks, not below the edge of the screen. */
const inSight = (page, selector) =>
  page.waitForFunction((wanted) => {
    const box = document.querySelector(`.mp-frame:not([hidden]) ${wanted}`)?.getBoundingClientRect()
    return box && box.top >= 0 && box.bottom <= innerHeight
  }, selector)

/** Register somebody on a fresh phone and let the organizer confirm her. */
async function joined(alias, name) {
  const page = await openPhone(browser, stack.phoneOf(alias))
  await waitFor(page, '先加入服务队')
  await press(page, '去加入')
  await press(page, '加入')
  await waitFor(page, '还差：您的名字、出生日期、您的村、同意告知')
  await inSight(page, '.note')
  await visible(page, '.input input').fill(name)
  await visible(page, 'wx-picker').tap()
  await page.locator('.mp-wheel input').fill('1962-05-01')
  await page.locator('.mp-wheel button', { hasText: '确定' }).tap()
  await visible(page, '.field:has-text("您的村")').tap()
  for (const place of ['柳州市', '柳城县', '大埔镇', '勤俭村委会']) await row(page, place)
  await waitFor(page, '勤俭村委会')
  await press(page, '个人信息处理告知')
  await visible(page, '.notice').waitFor()
  await visible(page, '.accept').tap()
  await visible(page, '.input input').fill('A1')
  await press(page, '加入')
  await waitFor(page, '请再看看：您的名字')
  await visible(page, '.input input').fill(name)
  await press(page, '加入')
  await waitFor(page, '登记好了')
  await press(page, '去看看')
  await waitFor(page, '等负责人确认')
  await confirmRegistration(organizer, name)
  return page
}

test('a new volunteer joins, signs up, signs in and signs out, and each page says what comes next', async () => {
  const page = await joined(`newcomer-${run}`, `示例阿妹${mark}`)
  await tab(page, '活动')
  await row(page, activity.title)
  await waitFor(page, '可以签到了')
  assert.match(await visible(page, '.list').innerText(), /村口大榕树下/)

  await showCode(page, 'https://example.org/')
  await press(page, '扫码签到')
  await waitFor(page, '这不是签到码')
  await press(page, '知道了')

  const code = await currentCode(organizer, activity)
  await showCode(page, code.slice(0, -4) + (code.endsWith('AAAA') ? 'BBBB' : 'AAAA'))
  await press(page, '扫码签到')
  await waitFor(page, '要扫现场的码')
  await press(page, '知道了')

  await showCode(page, await currentCode(organizer, activity))
  await press(page, '扫码签到')
  await waitFor(page, '签到成功')
  await waitFor(page, '走之前，再扫一次码签退')
  await press(page, '知道了')
  await waitFor(page, '已签到')

  await page.evaluate(() => wx.switchTab({ url: '/pages/home/index' }))
  await waitFor(page, '已签到 · 还没签退')
  await showCode(page, await currentCode(organizer, activity))
  await press(page, '扫码签退')
  await waitFor(page, '签退成功')
  await waitFor(page, '等负责人审核')
  await press(page, '看我家积分')
  await waitFor(page, '还没有积分进出')
  const { items } = await organizer.get(`/activities/${activity.id}/attendances`)
  assert.equal(items.length, 1)
  assert.ok(items[0].out_at)
  await finish(page)
})

test('without network both scans wait on the phone, survive a closed app, and arrive once each', async () => {
  const quiet = await publishActivity(organizer, `捡农药瓶 ${run}`)
  const alias = 'qinjian-volunteer-2'
  const online = await openPhone(browser, stack.phoneOf(alias))
  await visible(online, '.today').waitFor()
  const context = online.context()
  await online.close()

  const page = await context.newPage()
  await page.addInitScript(() => {
    window.__mock = { network: 'none' }
  })
  await page.goto(stack.phoneOf(alias))
  await visible(page, '.today').waitFor()
  await waitFor(page, '没有网络，签到照常')
  await showCode(page, await currentCode(organizer, quiet))
  await visible(page, '.scan').tap()
  await waitFor(page, '记在手机里了')
  await press(page, '知道了')
  await page.reload()
  await visible(page, '.today').waitFor()
  await waitFor(page, '看没上传的 1 条')
  await showCode(page, await currentCode(organizer, quiet))
  await visible(page, '.scan').tap()
  await waitFor(page, '签退。有网会自动上传')
  await press(page, '知道了')
  await visible(page, '.line').tap()
  await waitFor(page, '等着上传 2 条')
  await press(page, '再试一次上传')
  await waitFor(page, '等着上传 2 条')

  await page.evaluate(() => window.__setNetwork('wifi'))
  await page.waitForFunction(() => !wx.getStorageSync('outbox').some((scan) => scan.state === 'waiting'))
  const kept = await page.evaluate(() => wx.getStorageSync('outbox'))
  assert.deepEqual(
    kept.map((scan) => [scan.direction, scan.state]),
    [
      ['out', 'arrived'],
      ['in', 'arrived'],
    ],
  )
  // the answer of the upload got lost and everything is sent once more: nothing counts twice
  await page.evaluate(() => {
    const scans = wx.getStorageSync('outbox').map((scan) => ({ ...scan, state: 'waiting' }))
    wx.setStorageSync('outbox', scans)
  })
  await page.reload()
  await page.evaluate(() => window.__setNetwork('wifi'))
  await page.waitForFunction(() => !wx.getStorageSync('outbox').some((scan) => scan.state !== 'arrived'))
  const { items } = await organizer.get(`/activities/${quiet.id}/attendances`)
  assert.equal(items.length, 1)
  assert.deepEqual([items[0].in_mode, items[0].out_mode], ['offline', 'offline'])
  await finish(page)
})

test('goods are reserved once even when the answer is lost, shown as a code that reads, and handed over', async () => {
  const keeper = await openShop(stack)
  const page = await openPhone(browser, stack.phoneOf('qinjian-volunteer-1', HOME))
  await visible(page, '.today').waitFor()
  await tab(page, '兑换')
  await visible(page, '.item').first().waitFor()
  const spendable = () => visible(page, '.num').first().innerText()
  const had = await spendable()
  const keys = []
  await page.route('**/v1/redemption-orders', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    await route.fetch() // it happened
    return route.abort() // but nobody heard
  })
  await visible(page, '.item wx-button').first().tap()
  await pressInSheet(page, '兑换')
  await onPage(page, 'pages/mall/order/index')
  await visible(page, '.qr').waitFor()
  assert.equal(new Set(keys).size, 1)
  assert.equal(keys.length, 2)

  const code = (await visible(page, '.code').innerText()).replace(/\s/g, '')
  assert.equal(await readCode(page), code)
  await press(page, '取消预留')
  await confirmDialog(page)
  await waitFor(page, '取消好了')
  await visible(page, '.mp-back').tap()
  await page.waitForFunction(
    (before) => document.querySelector('.mp-frame:not([hidden]) .num').innerText === before,
    had,
  )

  await visible(page, '.item wx-button').first().tap()
  await pressInSheet(page, '兑换')
  await visible(page, '.qr').waitFor()
  const second = (await visible(page, '.code').innerText()).replace(/\s/g, '')
  const me = await keeper.get('/me')
  const { items: points } = await keeper.get(`/pickup-points?village_code=${me.village_code}`)
  await keeper.post('/redemption-orders/fulfilment', { pickup_point_id: points[0].id, code: second })
  await page.evaluate(() => window.__preview.page().load())
  await waitFor(page, '领好了')
  await finish(page)
})

/** Read the code on the screen as the counter's camera does. */
async function readCode(page) {
  const picture = (await visible(page, '.qr').screenshot()).toString('base64')
  const { data, width, height } = await page.evaluate(async (base64) => {
    const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob()
    const bitmap = await createImageBitmap(blob)
    const [width, height] = [Math.round(bitmap.width / 2), Math.round(bitmap.height / 2)]
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.drawImage(bitmap, 0, 0, width, height)
    return { data: Array.from(context.getImageData(0, 0, width, height).data), width, height }
  }, picture)
  return decode(Uint8ClampedArray.from(data), width, height)?.data
}

test('logging out forgets the person on this phone, and coming back takes one tap', async () => {
  const page = await openPhone(browser, stack.phoneOf('qinjian-volunteer-3'))
  await visible(page, '.today').waitFor()
  await tab(page, '我的')
  await press(page, '退出登录')
  await confirmDialog(page)
  await waitFor(page, '要重新进一下')
  assert.deepEqual(
    await page.evaluate(() =>
      ['token', 'snapshots', 'outbox', 'pendingKeys'].filter((key) => wx.getStorageSync(key) !== ''),
    ),
    [],
  )
  await press(page, '进入')
  await waitFor(page, '我的时长')
  await finish(page)
})

test('a denied camera and a cancelled scan leave a way on', async () => {
  const page = await openPhone(browser, stack.phoneOf('qinjian-volunteer-3'), {
    mock: { auth: { 'scope.camera': false } },
  })
  await visible(page, '.today').waitFor()
  await visible(page, '.scan').tap()
  await waitFor(page, '打不开相机')
  await press(page, '知道了')
  await page.evaluate(() => {
    window.__mock.auth = {}
    window.__mock.scanCode = null
  })
  await visible(page, '.today').waitFor()
  await finish(page)
})
