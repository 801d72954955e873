/** Everything about oneself: number, consents, optional fields, devices, export, card, reminders, leaving. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { launch, visible } from '../browser.js'
import {
  VILLAGE,
  run,
  letter,
  press,
  row,
  waitFor,
  confirmDialog,
  back,
  open,
  turnTo,
  finish,
  newcomer,
} from './hands.js'
import { startStack } from './stack.js'

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

test('a refused phone number or privacy agreement blocks nothing; a given number is shown masked', async () => {
  const alias = `phone-${run}`
  await newcomer(stack, alias, `示例大嫂${letter(4)}`)
  const page = await open(browser, stack, alias, 'pages/me/phone/index', {
    mock: { phone: 'deny', needPrivacy: true, modal: 'cancel' },
  })
  await press(page, '用微信里的号码')
  await waitFor(page, '没有留号码')
  await turnTo(page, stack, alias, 'pages/household/home/index')
  await press(page, '复制')
  await waitFor(page, '把户号念给她听也行')
  await turnTo(page, stack, alias, 'pages/home/index')
  await visible(page, '.today').waitFor()

  await page.evaluate(() => wx.removeStorageSync('snapshots'))
  const willing = await open(browser, stack, alias, 'pages/me/phone/index')
  await press(willing, '用微信里的号码')
  await waitFor(willing, '留好了')
  await finish(willing)
  await finish(page)
})

test('consents are given, refused and withdrawn one by one, each with its text', async () => {
  const alias = `consent-${run}`
  const person = await newcomer(stack, alias, `示例二姐${letter(5)}`)
  const page = await open(browser, stack, alias, 'pages/me/consents/index')
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
  const person = await newcomer(stack, alias, `示例三姐${letter(6)}`)
  const page = await open(browser, stack, alias, 'pages/me/profile/index')
  await visible(page, '.chip:has-text("环境卫生")').tap()
  await visible(page, '.field:has-text("会什么") input').fill('会刷漆')
  await press(page, '存好')
  await waitFor(page, '存好了')
  assert.deepEqual((await person.get('/me/profile')).service_kinds, ['environment'])

  await turnTo(page, stack, alias, 'pages/me/devices/index')
  await visible(page, '.device:has-text("这一台")').waitFor()
  const devices = await visible(page, '.device').count()
  await visible(page, '.device wx-button').first().tap()
  await confirmDialog(page)
  await waitFor(page, '退出了')
  await page.waitForFunction(
    (count) => document.querySelectorAll('.mp-frame:not([hidden]) .device').length === count,
    devices - 1,
  )

  await turnTo(page, stack, alias, 'pages/me/size/index')
  await visible(page, '.segment:has-text("特大")').tap()
  await visible(page, '.is-largest').waitFor()
  await press(page, '跟着微信的字号走')
  await waitFor(page, '现在跟着微信走')

  await turnTo(page, stack, alias, 'pages/me/export/index')
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
  await newcomer(stack, alias, name)
  const page = await open(browser, stack, alias, 'pages/me/home/index')
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

test('somebody under eighteen writes down who agreed, and a child is told to come along', async () => {
  const alias = `young-${run}`
  const born = `${new Date().getFullYear() - 16}-01-02`
  await newcomer(stack, alias, `示例小弟${letter(10)}`, { birth_on: born, guardian_consent: true })
  const page = await open(browser, stack, alias, 'pages/me/home/index')
  await row(page, '同意的家里大人')
  await press(page, '记下来')
  await waitFor(page, '先填大人的名字')
  await visible(page, '.field input').first().fill('示例妈妈')
  await visible(page, '.chip').filter({ hasText: '妈妈' }).tap()
  await press(page, '记下来')
  await waitFor(page, '记下了')
  await turnTo(page, stack, alias, 'pages/ranking/index')
  await waitFor(page, '未满 18 岁')
  await finish(page)

  const child = await open(browser, stack, `child-${run}`, 'pages/me/register/index')
  await visible(child, 'wx-picker').tap()
  await child.locator('.mp-wheel input').fill(`${new Date().getFullYear() - 10}-05-01`)
  await child.locator('.mp-wheel button', { hasText: '确定' }).tap()
  await waitFor(child, '小朋友记人数')
  await finish(child)
})

test('a paper card is seen and reported lost by its owner', async () => {
  const alias = `card-${run}`
  const person = await newcomer(stack, alias, `示例五姐${letter(8)}`)
  const organizer = await stack.person(`${VILLAGE}-organizer-1`)
  const page = await open(browser, stack, alias, 'pages/household/card/index')
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
  const person = await newcomer(stack, alias, `示例六姐${letter(9)}`)
  const page = await open(browser, stack, alias, 'pages/me/subscriptions/index', {
    mock: { subscribe: 'reject' },
  })
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
