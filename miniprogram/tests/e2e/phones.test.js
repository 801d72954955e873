/** The page with the phones side by side, used as a newcomer would: one phone reads another's screen or a picture. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { launch } from '../browser.js'
import { startStack } from './stack.js'
import { openShop } from './village.js'

const VOLUNTEER = 'qinjian-volunteer-3'

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

/** The page with as many phones as a test needs, each already in somebody's hands. */
async function openPhones(...aliases) {
  const page = await browser.newPage({ viewport: { width: 1640, height: 1000 } })
  page.setDefaultTimeout(20000)
  await page.goto(`${stack.url}/phones.html`)
  await page.getByRole('button', { name: `${aliases.length} 部手机` }).click()
  for (const [index, alias] of aliases.entries()) {
    const who = page.getByLabel('谁的手机').nth(index)
    await who.fill(alias)
    await who.press('Enter')
    await page.frameLocator('iframe').nth(index).locator('html[data-mp-ready="1"]').waitFor()
  }
  return page
}

/** Let the app of a phone scan. @returns what its camera read */
function scanOn(page, index) {
  return page
    .locator('iframe')
    .nth(index)
    .evaluate((frame) => frame.contentWindow.wx.scanCode({}).then((read) => read.result))
}

async function reserve(member) {
  await openShop(stack)
  const me = await member.get('/me')
  const { items: points } = await member.get(`/pickup-points?village_code=${me.village_code}`)
  const mall = await member.get(`/mall?county_id=${me.county_id}&pickup_point_id=${points[0].id}`)
  const item = mall.items.find((each) => each.available > 0)
  const body = { redemption_day_id: mall.next_day.id, lines: [{ item_id: item.id, quantity: 1 }] }
  return member.post('/redemption-orders', body)
}

test('one phone reads the code on the other phone, and the code of a dropped picture', async () => {
  const member = await stack.person(VOLUNTEER)
  const order = await reserve(member)
  const page = await openPhones(VOLUNTEER, 'qinjian-shop-keeper')
  const holder = page.locator('iframe').first()
  await holder.evaluate(
    (frame, id) => frame.contentWindow.wx.navigateTo({ url: `/pages/mall/order/index?id=${id}` }),
    order.id,
  )
  await page.frameLocator('iframe').first().locator('.mp-frame:not([hidden]) .qr').waitFor()
  const read = await scanOn(page, 1)
  assert.equal(read, order.pickup_code)

  const picture = await holder.screenshot()
  await page.getByLabel('扫码时').nth(1).selectOption('typed')
  await page
    .locator('.phone')
    .nth(1)
    .evaluate((box, base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], 'code.png', { type: 'image/png' }))
      box.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    }, picture.toString('base64'))
  await page.getByText('图片里的码记住了').waitFor()
  assert.equal(await scanOn(page, 1), read)
  await member.post(`/redemption-orders/${order.id}/cancellation`, { reason: '不要了' })
  await page.close()
})

test('a phone whose clock is wrong says so to its app, and a phone without network cannot ask', async () => {
  const page = await openPhones(VOLUNTEER)
  const frame = page.locator('iframe').first()
  await page.getByLabel('手机的时间').selectOption('40')
  const ahead = await frame.evaluate((phone) => phone.contentWindow.Date.now() - Date.now())
  assert.ok(Math.abs(ahead - 40 * 60000) < 60000, String(ahead))
  await page.getByLabel('网络').selectOption('none')
  const failed = await frame.evaluate((phone) =>
    phone.contentWindow.wx.request({ url: 'https://api.huanbao-mama.example/v1/divisions' }).then(
      () => 'answered',
      (error) => error.errMsg,
    ),
  )
  assert.match(failed, /fail/)
  await page.close()
})

test('what WeChat delivered is shown beside the phones', async () => {
  const page = await openPhones(VOLUNTEER)
  const delivered = await page.evaluate(() => fetch('/_preview/messages').then((answer) => answer.json()))
  if (delivered.length) await page.getByText(delivered.at(-1).title).first().waitFor()
  else await page.getByText('手机上同意“提醒我”之后').waitFor()
  await page.close()
})
