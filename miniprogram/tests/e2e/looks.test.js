/**
 * Every page in every size that people use: nothing is cut, nothing is too small to read or to hit, axe finds nothing.
 * The pictures are kept in build/screenshots for a person to look at.
 */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { launch, openPhone, visible } from '../browser.js'
import { aliasOf, cardOfElder, mark, openOwnShop, person, placeOrder, stockUp } from './shop.js'
import { organizerPages } from './organizer-pages.js'
import { ownPages } from './own-pages.js'
import { startStack } from './stack.js'
import { openShop, organizerOf, publishActivity } from './village.js'
import { volunteerPages } from './volunteer-pages.js'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const PICTURES = path.join(import.meta.dirname, '../../build/screenshots')
const MEMBER = 'qinjian-volunteer-1'
const TALLEST = 3000

const LOOKS = [
  { name: 'standard-375', width: 375, size: 'standard', target: 44, hasAxe: true },
  { name: 'large-320', width: 320, size: 'large', target: 60 },
  { name: 'largest-414', width: 414, size: 'largest', target: 60 },
  { name: 'dark-375', width: 375, size: 'standard', target: 44, colorScheme: 'dark', hasAxe: true },
]

let stack
let browser
let pages

before(async () => {
  fs.mkdirSync(PICTURES, { recursive: true })
  stack = await startStack()
  browser = await launch()
  await openShop(stack)
  const activity = await publishActivity(await organizerOf(stack), '清理桥头河边小路')
  const member = await stack.person(MEMBER)
  const { items: orders } = await member.get('/redemption-orders')
  pages = {
    home: 'pages/home/index',
    activities: 'pages/activities/list/index',
    activity: `pages/activities/detail/index?id=${activity.id}`,
    mall: 'pages/mall/shelf/index',
    orders: 'pages/mall/orders/index',
    ...(orders.length ? { order: `pages/mall/order/index?id=${orders[0].id}` } : {}),
    points: 'pages/points/index',
    me: 'pages/me/home/index',
    register: 'pages/me/register/index',
    'scan-refused': 'pages/scan/result/index?problem=code',
    'scan-done': 'pages/scan/result/index?nonce=shown-0001',
    outbox: 'pages/scan/outbox/index',
    ...(await ownPages(stack, MEMBER)),
    ...(await counterPages()),
    ...(await volunteerPages(stack)),
    ...(await organizerPages(stack)),
  }
})

/** The pages of the mall and of its keeper; a page somebody else than the member sees is [her alias, the page]. */
async function counterPages() {
  const shop = await openOwnShop(stack)
  const soap = await stockUp(shop, `看样皂${mark}`, { pieces: 9, limit: 2 })
  const [first, second] = await Promise.all(['volunteer-2', 'volunteer-3'].map((who) => person(stack, who)))
  const open = await placeOrder(first, shop.day, [{ item_id: soap.id, quantity: 2 }])
  const done = await placeOrder(second, shop.day, [{ item_id: soap.id, quantity: 1 }])
  const where = { pickup_point_id: shop.point.id, code: done.pickup_code }
  await shop.keeper.post('/redemption-orders/fulfilment', where)
  const card = await cardOfElder(stack, shop)
  const { items: lots } = await shop.keeper.get(`/lots?pickup_point_id=${shop.point.id}`)
  await shop.keeper.post(`/lots/${lots[0].id}/stocktakes`, { counted: 8, reason: '受潮一块' })
  const keeper = aliasOf('shop-keeper')
  const here = `day=${shop.day.id}`
  const parts = 'packages/organizer'
  return {
    days: [aliasOf('volunteer-1'), 'pages/mall/days/index'],
    board: [aliasOf('volunteer-1'), `pages/mall/board/index?${here}`],
    gifts: [aliasOf('volunteer-1'), 'pages/mall/gifts/index'],
    'order-open': [aliasOf('volunteer-2'), `pages/mall/order/index?id=${open.id}`],
    'order-done': [aliasOf('volunteer-3'), `pages/mall/order/index?id=${done.id}`],
    'orders-some': [aliasOf('volunteer-3'), 'pages/mall/orders/index'],
    collect: `pages/mall/collect/index?code=${open.pickup_code}&until=${Date.parse(open.expires_at) / 1000}&household=48302751`,
    counter: [keeper, `${parts}/counter/index`],
    'serve-code': [keeper, `${parts}/counter/serve/index?code=${open.pickup_code}&${here}`],
    'serve-used': [keeper, `${parts}/counter/serve/index?code=${done.pickup_code}&${here}`],
    'serve-card': [keeper, `${parts}/counter/serve/index?card=${card.code}&${here}`],
    paper: [keeper, `${parts}/counter/paper/index`],
    sheet: [keeper, `${parts}/counter/sheet/index?${here}`],
    'plan-days': [keeper, `${parts}/counter/days/index`],
    'stock-shelf': [keeper, `${parts}/stock/shelf/index`],
    'stock-item': [keeper, `${parts}/stock/item/index?id=${soap.id}`],
    receive: [keeper, `${parts}/stock/receive/index`],
    lots: [keeper, `${parts}/stock/lots/index`],
    lot: [aliasOf('checker'), `${parts}/stock/lot/index?id=${lots[0].id}`],
  }
}

/** Orders written down without network. */
function keptPapers() {
  const choices = [{ item_id: 'shown', name: '透明皂', unit_name: '块', quantity: 2 }]
  const writtenAt = '2026-11-21T01:42:00Z'
  return [
    {
      id: 'shown-1',
      dayId: 'shown',
      kind: 'card',
      text: 'K.450224.7Q2M4FXK7Q2M4FXK.4F',
      choices,
      writtenAt,
    },
    { id: 'shown-2', dayId: 'shown', kind: 'code', text: '7Q2M4FXK', choices: [], writtenAt },
  ]
}

after(async () => {
  await browser?.close()
  await stack?.stop()
})

/** Scans of every state, so that the queue and the result have something to show. */
function keptScans() {
  const scan = (nonce, more) => ({
    nonce,
    direction: 'in',
    payload: '',
    shortId: 'SHOWN1',
    deviceTime: '2026-11-21T00:27:10Z',
    skewSeconds: 0,
    state: 'arrived',
    isOffline: false,
    code: '',
    title: '',
    detail: '',
    attendance: { title: '清理桥头河边小路', in_at: '2026-11-21T00:27:10Z', confirmed: true, minutes: null },
    ...more,
  })
  const refusal = { code: 'already_checked_in', title: '您已经签到了', detail: '不用再扫，走之前签退就行' }
  return [
    scan('shown-0003', { state: 'waiting', attendance: null, direction: 'out' }),
    scan('shown-0001', {}),
    scan('shown-0002', { state: 'refused', attendance: null, ...refusal }),
  ]
}

/** What is wrong with the page on top, in words. Runs in the browser. */
function findings(smallestTarget) {
  const found = []
  const scroller = document.querySelector('.mp-frame:not([hidden]) .mp-scroller')
  if (scroller.scrollWidth > scroller.clientWidth)
    found.push(`scrolls sideways by ${scroller.scrollWidth - scroller.clientWidth}`)
  const targets = 'wx-button,[role=button],[role=radio],[role=checkbox],wx-input,wx-switch'
  for (const target of scroller.querySelectorAll(targets)) {
    const { width, height } = target.getBoundingClientRect()
    const inLabel = target.closest('wx-label')?.getBoundingClientRect().height || 0
    if (width && (Math.max(height, inLabel) < smallestTarget - 0.5 || width < 44))
      found.push(
        `${Math.round(width)}×${Math.round(height)} target: ${target.textContent.trim().slice(0, 20)}`,
      )
  }
  const walker = document.createTreeWalker(scroller, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode
    if (!textContent.trim() || !parentElement.getClientRects().length) continue
    if (parseFloat(getComputedStyle(parentElement).fontSize) < 14)
      found.push(`small text: ${textContent.trim().slice(0, 20)}`)
  }
  return found
}

async function axeFindings(page) {
  await page.addScriptTag({ path: AXE })
  const { violations } = await page.evaluate(() =>
    window.axe.run(document.querySelector('.mp-frame:not([hidden]) .mp-scroller'), {
      resultTypes: ['violations'],
    }),
  )
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary.slice(0, 160)}`,
  )
}

/** Wait until nothing is loading any more. */
async function settled(page) {
  await page.waitForFunction(() => {
    const frame = document.querySelector('.mp-frame:not([hidden])')
    return (
      frame && !frame.querySelector('[aria-busy=true]') && frame.querySelector('wx-page').textContent.trim()
    )
  })
  await page.waitForFunction(() =>
    window.__calls.every((call) => call.api !== 'request' || call.statusCode || call.fail),
  )
}

async function takePicture(page, name, width) {
  const height = await page.evaluate(() => {
    const scroller = document.querySelector('.mp-frame:not([hidden]) .mp-scroller')
    return scroller.scrollHeight + innerHeight - scroller.clientHeight
  })
  await page.setViewportSize({ width, height: Math.min(Math.max(height, 700), TALLEST) })
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) })
  await page.setViewportSize({ width, height: 812 })
}

/** Let a page's reader choose her letters before the page opens; the member also has scans in her queue. */
async function prepare(page, alias, size) {
  await page.goto(stack.phoneOf(alias))
  await page.waitForSelector('html[data-mp-ready="1"]')
  await page.evaluate(
    ([chosen, scans, key, papers]) => {
      wx.setStorageSync('look', { chosen })
      wx.setStorageSync(key, scans)
      wx.setStorageSync('paperOrders', papers)
    },
    [size, alias === MEMBER ? keptScans() : [], 'outbox', alias === MEMBER ? [] : keptPapers()],
  )
}

for (const look of LOOKS)
  test(`every page holds at ${look.name}`, async () => {
    const page = await openPhone(browser, stack.phoneOf(MEMBER), {
      width: look.width,
      colorScheme: look.colorScheme || 'light',
    })
    await visible(page, '.today').waitFor()
    const wrong = {}
    let reader = ''
    for (const [name, entry] of Object.entries(pages)) {
      const [alias, address] = typeof entry === 'string' ? [MEMBER, entry] : entry
      if (alias !== reader) await prepare(page, alias, look.size)
      reader = alias
      await page.evaluate(() => window.__setNetwork('wifi'))
      await page.goto('about:blank')
      await page.goto(stack.phoneOf(alias, address))
      await settled(page)
      await takePicture(page, `${name}-${look.name}`, look.width)
      const found = await page.evaluate(findings, look.target)
      if (look.hasAxe) found.push(...(await axeFindings(page)))
      if (found.length) wrong[name] = found
    }
    assert.deepEqual(wrong, {})
    await page.context().close()
  })
