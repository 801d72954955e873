/** Household, acting for an elder, the village's boards: on real phones against the real service. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { launch, visible } from '../browser.js'
import {
  VILLAGE,
  run,
  DAY_MS,
  wire,
  letter,
  press,
  row,
  waitFor,
  confirmDialog,
  text,
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

/** Whoever rules must not have approved or published herself. */
async function countyStaffOf(countyId) {
  for (const alias of ['liucheng-staff-1', 'rongan-staff-1', 'chengzhong-staff-1', 'liubei-staff-1'])
    if ((await (await stack.person(alias)).get('/me')).county_id === countyId) return alias
  throw new Error(`nobody for ${countyId}`)
}

/** Wait for a message: the service looks once a minute whom it has to tell something. */
async function told(person, title) {
  const hasIt = async () =>
    (await person.get('/me/inbox?limit=20')).items.some((each) => each.title === title)
  for (let seconds = 0; !(await hasIt()); seconds++) {
    if (seconds > 100) throw new Error(`nobody was told: ${title}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
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
  const phone = await open(browser, stack, `${VILLAGE}-volunteer-2`, 'pages/household/proxies/index')
  await waitFor(phone, '谁能替我办')
  const hers = `.theirs:has-text("${grandmother.name}")`
  assert.equal(await visible(phone, hers).count(), 0)

  await elder.post('/me/proxies', {
    proxy_id: granddaughter.id,
    scope: 'redeem',
    ends_on: wire(Date.now() + 30 * DAY_MS).slice(0, 10),
  })
  await turnTo(phone, stack, `${VILLAGE}-volunteer-2`, 'pages/household/proxies/index')
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

  const her = await open(browser, stack, `${VILLAGE}-volunteer-3`, 'pages/household/proxies/index')
  await visible(her, `.act:has-text("${granddaughter.name}")`).first().waitFor()
  assert.match(await text(her), /替您预留了东西/)
  await visible(her, `.mine:has-text("${granddaughter.name}") wx-button`).tap()
  await confirmDialog(her)
  await waitFor(her, '还没请人代办')
  await back(phone)
  await phone.evaluate(() => window.__preview.page().load())
  await visible(phone, '.box').waitFor()
  await told(elder, '帮您家兑换了')
  await turnTo(her, stack, `${VILLAGE}-volunteer-3`, 'pages/messages/inbox/index')
  await waitFor(her, '帮您家兑换了')
  await finish(her)
  await finish(phone)
})

test('whoever knows the code asks to join, the head agrees, and the new member may leave again', async () => {
  const [headAlias, otherAlias] = [`head-${run}`, `joiner-${run}`]
  await newcomer(stack, headAlias, `示例大姐${letter(1)}`)
  const otherName = `示例小妹${letter(2)}`
  await newcomer(stack, otherAlias, otherName)
  const head = await open(browser, stack, headAlias, 'pages/household/home/index')
  await visible(head, '.code').waitFor()
  const code = await visible(head, '.code').innerText()
  await press(head, '复制')
  assert.equal((await head.evaluate(() => wx.getClipboardData())).data, code)
  await press(head, '发给家人')
  const shared = await head.evaluate(() => window.__calls.findLast((call) => call.api === 'share').args.title)
  assert.match(shared, new RegExp(code))

  const other = await open(browser, stack, otherAlias, 'pages/household/home/index')
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

  await turnTo(other, stack, otherAlias, 'pages/household/home/index')
  await waitFor(other, '家里人每次最多用 50 分')
  await press(other, '离开这个家')
  await confirmDialog(other)
  await waitFor(other, '您自己一户了')
  await finish(head)
  await finish(other)
})

test('anybody reads the board; a member doubts a line, and reads what was answered', async () => {
  const stranger = await open(browser, stack, `stranger-${run}`, 'pages/disclosure/board/index')
  await waitFor(stranger, '先选一个村看公示')
  for (const place of ['柳州市', '柳城县']) await row(stranger, place)
  await visible(stranger, '.option').first().waitFor()
  await finish(stranger)

  const asker = await newcomer(stack, `asker-${run}`, `示例阿姨${letter(3)}`)
  const me = await asker.get('/me')
  const { items: lists } = await asker.get(`/villages/${me.village_code}/disclosures`)
  const shown = lists.find((list) => list.state === 'open')
  assert.ok(shown, 'the demonstration has an open list')
  const page = await open(browser, stack, `asker-${run}`, 'pages/disclosure/board/index')
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
  await turnTo(page, stack, `asker-${run}`, 'pages/messages/inbox/index')
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
  const page = await open(browser, stack, alias, 'pages/ranking/index')
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
