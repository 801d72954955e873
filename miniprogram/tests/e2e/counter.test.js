/** A redemption day on two phones: who reserves, who hands over, and whether the books agree in the evening. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { errorsOf, launch, openPhone, visible } from '../browser.js'
import { aliasOf, cardOfElder, mark, openOwnShop, person, placeOrder, stockUp } from './shop.js'
import { startStack } from './stack.js'

const COUNTER = 'packages/organizer/counter/index'
const SHELF = 'pages/mall/shelf/index'

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
const plus = (page, name) => visible(page, `.list-row:has-text("${name}") .knob`).last().tap()
const minus = (page, name) => visible(page, `.list-row:has-text("${name}") .knob`).first().tap()

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

async function openCounter() {
  const page = await openPhone(browser, stack.phoneOf(aliasOf('shop-keeper'), COUNTER))
  await waitFor(page, '扫码或扫卡')
  return page
}

async function scan(page, code) {
  await showCode(page, code)
  await press(page, '扫码或扫卡')
}

const numbersOf = (page) => visible(page, '.sum-number').allInnerTexts()
const spendableOf = async (member) => (await member.get('/me/balance')).spendable
/** Points as the phone shows them: no zeros at the end. */
const shownPoints = (points) => String(Math.round(Number(points) * 100) / 100)

test('two phones want the last soap: one gets it, the other loses nothing and is told what to do', async () => {
  const soap = await stockUp(shop, `最后的皂${mark}`, { pieces: 1 })
  const phones = await Promise.all(
    ['volunteer-1', 'volunteer-2'].map((who) => openPhone(browser, stack.phoneOf(aliasOf(who), SHELF))),
  )
  const members = await Promise.all(['volunteer-1', 'volunteer-2'].map((who) => person(stack, who)))
  const had = await Promise.all(members.map(spendableOf))
  for (const page of phones) {
    await visible(page, `.item:has-text("${soap.name}") wx-button`).tap()
    await waitFor(page, `换 1 块${soap.name}`)
  }
  await Promise.all(phones.map((page) => visible(page, '.sheet wx-button:has-text("兑换")').tap()))
  const outcome = (page) =>
    Promise.race([
      visible(page, '.qr')
        .waitFor()
        .then(() => 'got'),
      visible(page, '.refusal')
        .waitFor()
        .then(() => 'late'),
    ])
  const outcomes = await Promise.all(phones.map(outcome))
  assert.deepEqual([...outcomes].sort(), ['got', 'late'])
  const late = outcomes.indexOf('late')
  await waitFor(phones[late], '最后一块刚被留走')
  await waitFor(phones[late], '分没有动。看看别的？')
  await visible(phones[late], `.item:has-text("${soap.name}"):has-text("领完了")`).waitFor()
  assert.equal(await spendableOf(members[late]), had[late])

  const lucky = 1 - late
  await press(phones[lucky], '取消预留')
  await confirmDialog(phones[lucky])
  await waitFor(phones[lucky], '取消好了')
  assert.equal(await spendableOf(members[lucky]), had[lucky])
  for (const page of phones) await finish(page)
})

test('a code is scanned, its sum shown, handed over, and scanned again', async () => {
  const soap = await stockUp(shop, `透明皂${mark}`, { pieces: 9 })
  const member = await person(stack, 'volunteer-2')
  const had = await spendableOf(member)
  const placed = await placeOrder(member, shop.day, [{ item_id: soap.id, quantity: 2 }])
  const holder = await openPhone(
    browser,
    stack.phoneOf(aliasOf('volunteer-2'), `pages/mall/order/index?id=${placed.id}`),
  )
  await visible(holder, '.qr').waitFor()
  const page = await openCounter()
  await waitFor(page, `${soap.name} 2 块`)

  await scan(page, 'https://example.org/')
  await waitFor(page, '这不是领取码，也不是纸卡')
  await scan(page, placed.pickup_code)
  await waitFor(page, '预留的 1 样已放进来')
  const left = shownPoints(Number(had) - 4)
  assert.deepEqual(await numbersOf(page), [shownPoints(had), '4', left])
  await press(page, '确认发放 1 样')
  await waitFor(page, '发好了')
  await waitFor(page, `1 样，4 分，剩 ${left} 分`)
  await press(page, '下一户')

  await scan(page, placed.pickup_code.toLowerCase())
  await waitFor(page, '这个码用过了')
  assert.match(await visible(page, '.note').first().innerText(), /\d+:\d\d 已领，发放人/)
  await press(page, '下一户')
  await scan(page, '00000000')
  await waitFor(page, '再扫一次')
  await waitFor(holder, '领好了')
  await waitFor(holder, '发放人')
  assert.equal(shownPoints(await spendableOf(member)), left)
  await finish(holder)
  await finish(page)
})

test('a code is sent to family, held up bright, and shown without login or network until its time is over', async () => {
  const soap = await stockUp(shop, `代领皂${mark}`, { pieces: 2 })
  const member = await person(stack, 'volunteer-1')
  const me = await member.get('/me')
  const placed = await placeOrder(member, shop.day, [{ item_id: soap.id, quantity: 1 }])
  const page = await openPhone(
    browser,
    stack.phoneOf(aliasOf('volunteer-1'), `pages/mall/order/index?id=${placed.id}`),
  )
  await visible(page, '.qr').waitFor()
  const asked = await page.evaluate(() => window.__calls.map((call) => call.api))
  assert.ok(asked.includes('setKeepScreenOn') && asked.includes('setScreenBrightness'))
  await waitFor(page, `让他报户号 ${me.household.code}`)
  await press(page, '让家人代领')
  const card = await page.evaluate(() => window.__calls.find((call) => call.api === 'share').args)
  assert.match(card.title, /领取码/)

  const family = await openPhone(browser, stack.phoneOf(`nobody-${mark}`, card.path.slice(1)))
  await family.evaluate(() => window.__setNetwork('none'))
  assert.equal((await visible(family, '.code').innerText()).replace(/\s/g, ''), placed.pickup_code)
  await waitFor(family, `再报户号 ${me.household.code}`)
  const old = card.path.slice(1).replace(/until=[^&]+/, 'until=1764302400')
  const late = await openPhone(browser, stack.phoneOf(`nobody-${mark}`, old))
  await waitFor(late, '这个码过期了')
  await press(page, '取消预留')
  await confirmDialog(page)
  await waitFor(page, '取消好了')
  for (const phone of [page, family, late]) await finish(phone)
})

test('she takes only one of two: the other goes back at once, and somebody else collects for her', async () => {
  const soap = await stockUp(shop, `洗衣皂${mark}`, { pieces: 2 })
  const towel = await stockUp(shop, `毛巾${mark}`, { pieces: 2, points: '3' })
  const member = await person(stack, 'volunteer-3')
  const had = Number(await spendableOf(member))
  const lines = [
    { item_id: soap.id, quantity: 2 },
    { item_id: towel.id, quantity: 1 },
  ]
  const placed = await placeOrder(member, shop.day, lines)
  const page = await openCounter()
  await scan(page, placed.pickup_code)
  await waitFor(page, '确认发放 2 样')
  await minus(page, soap.name)
  await minus(page, towel.name)
  await waitFor(page, '确认发放 1 样')
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.mp-frame:not([hidden]) .sum-number')]
        .map((box) => box.innerText)
        .join() === wanted,
    [shownPoints(had), '2', shownPoints(had - 2)].join(),
  )
  await waitFor(page, '没发的马上退回')
  await visible(page, '.segment:has-text("别人代领")').tap()
  await visible(page, '.input input').fill('隔壁阿姨')
  await press(page, '确认发放 1 样')
  await waitFor(page, '发好了')
  assert.equal(Number(await spendableOf(member)), had - 2)

  const phone = await openPhone(
    browser,
    stack.phoneOf(aliasOf('volunteer-3'), `pages/mall/order/index?id=${placed.id}`),
  )
  await waitFor(phone, '领好了')
  await waitFor(phone, '隔壁阿姨代领')
  await press(page, '要撤回')
  await page.locator('.mp-modal input').fill('拿错了，已收回')
  await confirmDialog(page)
  await page.locator('.mp-sheet button, .mp-actions button', { hasText: '东西还能再发' }).first().tap()
  await waitFor(page, '送县里审了')
  await phone.evaluate(() => window.__preview.page().load())
  await waitFor(phone, '县里在审')
  await finish(phone)
  await finish(page)
})

test('an elder with a card and no phone chooses at the counter and takes it home at once', async () => {
  const soap = await stockUp(shop, `老人皂${mark}`, { pieces: 5, limit: 2 })
  const elder = await cardOfElder(stack, shop)
  const page = await openCounter()
  await scan(page, elder.code)
  await waitFor(page, `${elder.person}家`)
  await waitFor(page, '她要什么，就加上')
  await plus(page, soap.name)
  await plus(page, soap.name)
  await visible(page, `.list-row:has-text("${soap.name}"):has-text("到上限")`).waitFor()
  await page.waitForFunction(
    () => document.querySelectorAll('.mp-frame:not([hidden]) .sum-number')[1]?.innerText === '4',
  )
  const left = shownPoints(Number(elder.balance) - 4)
  assert.deepEqual(await numbersOf(page), [shownPoints(elder.balance), '4', left])
  await press(page, '确认发放 1 样')
  await waitFor(page, '发好了')
  await waitFor(page, `${elder.person}家，1 样，4 分，剩 ${left} 分`)
  await finish(page)
})

test('without network an order is written down, survives, and is handed over later', async () => {
  const soap = await stockUp(shop, `没网皂${mark}`, { pieces: 5 })
  const elder = await cardOfElder(stack, shop)
  const page = await openCounter()
  await scan(page, elder.code)
  await waitFor(page, '她要什么，就加上')
  await press(page, '先不发')
  await page.evaluate(() => window.__setNetwork('none'))
  await waitFor(page, '没网，先写纸单')
  await scan(page, elder.code)
  await waitFor(page, '没网，看不到这一单')
  await plus(page, soap.name)
  await press(page, '记成纸单')
  await waitFor(page, '1 张纸单等着补记')
  await page.evaluate(() => window.__setNetwork('wifi'))
  await row(page, '1 张纸单等着补记')
  await waitFor(page, `${soap.name} 1 块`)
  await press(page, '补记')
  await waitFor(page, '确认发放 1 样')
  const [before, taking, left] = await numbersOf(page)
  assert.deepEqual([before, taking], [shownPoints(elder.balance), '2'])
  await press(page, '确认发放 1 样')
  await waitFor(page, `剩 ${left} 分`)
  await press(page, '下一户')
  await waitFor(page, '没有纸单')
  await finish(page)
})

test('in the evening the sheet equals the orders, the ledger and the stock book', async () => {
  const page = await openCounter()
  await row(page, '今天的结单')
  await waitFor(page, '三本账一样')
  const sheet = await shop.keeper.get(`/redemption-days/${shop.day.id}/sheet`)
  assert.equal(sheet.agrees, true)
  assert.equal(sheet.order_points, sheet.ledger_points)
  assert.equal(sheet.order_units, sheet.stock_units)
  await waitFor(page, `${shownPoints(sheet.ledger_points)} 分`)
  await press(page, '复制成文字')
  const text = await page.evaluate(
    () => new Promise((resolve) => wx.getClipboardData({ success: ({ data }) => resolve(data) })),
  )
  assert.match(text, /三本账一样/)
  assert.ok(text.includes(`积分账 ${shownPoints(sheet.ledger_points)} 分，库存出 ${sheet.stock_units} 件`))
  const county = await stack.person('rongan-staff-1')
  const books = await county.get('/books')
  assert.equal(books.holds, true, JSON.stringify(books))
  await finish(page)
})
