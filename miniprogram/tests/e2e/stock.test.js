/** Goods on the keeper's phone: they come in with a receipt and a photograph, get a price, are counted by two people. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { errorsOf, launch, openPhone, visible } from '../browser.js'
import { aliasOf, mark, openOwnShop, person, stockUp } from './shop.js'
import { startStack } from './stack.js'

const PARTS = 'packages/organizer'
const DAY_MS = 24 * 3600000
/** The smallest picture a camera could have taken. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let stack
let browser
let shop

before(async () => {
  stack = await startStack()
  browser = await launch()
  shop = await openOwnShop(stack)
})

after(async () => {
  await browser?.close()
  await stack?.stop()
})

const press = (page, text) => visible(page, `wx-button:has-text("${text}")`).first().tap()
const row = (page, text) => visible(page, `.list-row:has-text("${text}")`).first().tap()
const waitFor = (page, text) => visible(page, `wx-page:has-text("${text}")`).waitFor()
const confirmDialog = (page) => page.locator('.mp-modal .confirm').tap()
const fill = (page, label, text) => visible(page, `.input[aria-label="${label}"] input`).fill(text)
const open = (alias, address) => openPhone(browser, stack.phoneOf(aliasOf(alias), `${PARTS}/${address}`))

async function pick(page, label, value) {
  await visible(page, `wx-picker:has-text("${label}")`).first().tap()
  const wheel = page.locator('.mp-wheel')
  const input = wheel.locator('input')
  if (await input.count()) await input.fill(value)
  else await wheel.locator('select').selectOption({ label: value })
  await wheel.locator('button', { hasText: '确定' }).tap()
}

async function finish(page) {
  assert.deepEqual(await errorsOf(page), [])
  assert.deepEqual(await page.evaluate(() => window.__mpMissing), {})
  await page.context().close()
}

test('donated goods go up on the shelf and come in with donor, receipt and photograph; a receipt counts once', async () => {
  const name = `新皂${mark}`
  const page = await open('shop-keeper', 'stock/shelf/index')
  await press(page, '放新东西上架')
  await fill(page, '叫什么', '现金券')
  await fill(page, '一份叫什么', '块')
  await fill(page, '要多少分', '20')
  await press(page, '上架')
  await visible(page, '.refusal').waitFor()
  await fill(page, '叫什么', name)
  await press(page, '上架')
  await visible(page, `.list-row:has-text("${name}"):has-text("20 分 · 剩 0 块")`).waitFor()
  await finish(page)

  const picture = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'photo-')), 'goods.png')
  fs.writeFileSync(picture, Buffer.from(PIXEL, 'base64'))
  const desk = await open('shop-keeper', 'stock/receive/index')
  await waitFor(desk, '收到什么')
  await press(desk, '登记')
  await waitFor(desk, '还差：收到什么、谁给的、收据号')
  await pick(desk, '收到什么', name)
  await pick(desk, '谁给的', '新的捐赠人')
  await fill(desk, '名字或单位', `示例商店${mark}`)
  await visible(desk, 'wx-switch').tap()
  await press(desk, '记下这位')
  await visible(desk, `wx-picker:has-text("示例商店${mark}")`).waitFor()
  await fill(desk, '收据号', `P-${mark}`)
  await fill(desk, '多少块', '12')
  await fill(desk, '一块值多少元', '3.2')
  const chooser = desk.waitForEvent('filechooser')
  await press(desk, '拍张照')
  await (await chooser).setFiles(picture)
  await visible(desk, '.photo').waitFor()
  await press(desk, '登记')
  await waitFor(desk, '登记好了')
  await waitFor(desk, `12 块${name}，收据 P-${mark}。`)
  await desk.waitForFunction(() =>
    window.__calls.some((call) => call.api === 'uploadFile' && call.statusCode === 201),
  )
  await press(desk, '再登记一批')
  await pick(desk, '收到什么', name)
  await fill(desk, '收据号', `P-${mark}`)
  await fill(desk, '多少块', '12')
  await fill(desk, '一块值多少元', '3.2')
  await press(desk, '登记')
  await waitFor(desk, '这张收据已经登记过')
  const { items: lots } = await shop.keeper.get(`/lots?pickup_point_id=${shop.point.id}`)
  const [lot] = lots.filter((each) => each.receipt_no === `P-${mark}`)
  assert.deepEqual([lot.received, lot.unit_value_fen, lot.donor_name], [12, 320, `示例商店${mark}`])
  const { items: photos } = await shop.keeper.get(`/lots/${lot.id}/photos`)
  assert.equal(photos.length, 1)
  await finish(desk)

  const reader = await openPhone(browser, stack.phoneOf(aliasOf('volunteer-1'), 'pages/mall/gifts/index'))
  await visible(reader, `.card:has-text("示例商店${mark}"):has-text("收到 12 块，领走 0，还有 12")`).waitFor()
  await finish(reader)
})

test('a thing leaves the shelf and comes back; a new price needs a day and a second person', async () => {
  const soap = await stockUp(shop, `改分皂${mark}`, { pieces: 3, points: '6' })
  const page = await open('shop-keeper', `stock/item/index?id=${soap.id}`)
  await waitFor(page, '在架上')
  await press(page, '下架')
  await waitFor(page, '下架了')
  await press(page, '放回架上')
  await waitFor(page, '在架上')
  await fill(page, '新的分数', '8')
  await pick(page, '从哪天起', new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10))
  await press(page, '提出来，等人确认')
  await waitFor(page, '改价要提前公布')
  await pick(page, '从哪天起', new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10))
  await press(page, '提出来，等人确认')
  await waitFor(page, '等第二个人确认')
  await press(page, '同意')
  await waitFor(page, '要换一个人来确认')
  const { proposals } = await shop.keeper.get(`/reward-items/${soap.id}/prices`)
  const county = await stack.person('rongan-staff-1')
  await county.post(`/price-proposals/${proposals[0].id}/decision`, { accepted: true })
  await page.evaluate(() => window.__preview.page().load())
  await visible(page, '.list-row:has-text("8 分")').waitFor()
  await finish(page)
})

test('what was counted changes the book only when a second person confirms it', async () => {
  const soap = await stockUp(shop, `盘点皂${mark}`, { pieces: 5 })
  const { items: lots } = await shop.keeper.get(`/lots?pickup_point_id=${shop.point.id}`)
  const lot = lots.find((each) => each.item_id === soap.id)
  const page = await open('shop-keeper', 'stock/lots/index')
  await row(page, soap.name)
  await waitFor(page, '账上应有 5 块')
  await fill(page, '数到几块', '4')
  await fill(page, '说明', '受潮一块')
  await press(page, '记下来')
  await waitFor(page, '应有 5，数到 4')
  await waitFor(page, '等人确认')
  await waitFor(page, '账上应有 5 块')
  assert.equal(await visible(page, 'wx-button:has-text("确认")').count(), 0)
  await finish(page)

  const second = await open('checker', `stock/lot/index?id=${lot.id}`)
  await press(second, '确认')
  await waitFor(second, '确认了')
  await waitFor(second, '账上应有 4 块')
  await finish(second)
})

test('a redemption day is planned, refused in the past, and called off', async () => {
  const tomorrow = new Date(Date.now() + 2 * DAY_MS + 8 * 3600000).toISOString().slice(0, 10)
  const page = await open('shop-keeper', 'counter/days/index')
  await waitFor(page, '要来的日子')
  await pick(page, '哪天', tomorrow)
  await pick(page, '几点开始', '15:00')
  await pick(page, '几点结束', '14:00')
  await press(page, '定下这一天')
  await visible(page, '.refusal').waitFor()
  await pick(page, '几点结束', '16:30')
  await fill(page, '提醒大家什么', `带袋子${mark}`)
  await press(page, '定下这一天')
  const planned = visible(page, `.list-row:has-text("15:00–16:30"):has-text("带袋子${mark}")`)
  await planned.waitFor()
  const reader = await openPhone(browser, stack.phoneOf(aliasOf('volunteer-1'), 'pages/mall/days/index'))
  await waitFor(reader, `带袋子${mark}`)
  await planned.locator('wx-button').tap()
  await confirmDialog(page)
  await visible(page, `.list-row:has-text("带袋子${mark}"):has-text("取消了")`).waitFor()
  await reader.evaluate(() => window.__preview.page().load())
  await visible(reader, `.list-row:has-text("带袋子${mark}"):has-text("取消了")`).waitFor()
  await finish(reader)
  await finish(page)
})

test('somebody without a shop reads the days and what was handed out, and nothing else', async () => {
  const organizer = await person(stack, 'organizer-1')
  assert.equal((await organizer.get('/me')).roles[0].role, 'organizer')
  const page = await open('organizer-1', 'counter/index')
  await waitFor(page, '发东西归兑换员')
  assert.equal(await visible(page, 'wx-button:has-text("扫码或扫卡")').count(), 0)
  await row(page, '发放公示')
  await waitFor(page, '只写户号，不写名字')
  await finish(page)
})
