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
import { startStack } from './stack.js'
import { openShop, organizerOf, publishActivity } from './village.js'

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
  }
})

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
  const targets = 'wx-button,[role=button],[role=radio],wx-input,wx-switch'
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

for (const look of LOOKS)
  test(`every page holds at ${look.name}`, async () => {
    const page = await openPhone(browser, stack.phoneOf(MEMBER), {
      width: look.width,
      colorScheme: look.colorScheme || 'light',
    })
    await visible(page, '.today').waitFor()
    await page.evaluate(
      ([size, scans]) => {
        wx.setStorageSync('look', { chosen: size })
        wx.setStorageSync('outbox', scans)
      },
      [look.size, keptScans()],
    )
    const wrong = {}
    for (const [name, address] of Object.entries(pages)) {
      await page.evaluate(() => window.__setNetwork('wifi'))
      await page.goto('about:blank')
      await page.goto(stack.phoneOf(MEMBER, address))
      await settled(page)
      await takePicture(page, `${name}-${look.name}`, look.width)
      const found = await page.evaluate(findings, look.target)
      if (look.hasAxe) found.push(...(await axeFindings(page)))
      if (found.length) wrong[name] = found
    }
    assert.deepEqual(wrong, {})
    await page.context().close()
  })
