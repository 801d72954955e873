/** The host keeps WeChat's order of lifecycles, and its relations, behaviors, generics, channels and privacy dialog. */
import assert from 'node:assert/strict'
import os from 'node:os'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { build } from '../../preview/compiler/build.js'
import { serve } from '../../preview/server.js'
import { errorsOf, launch, openPhone, visible } from '../browser.js'

const OUTPUT = path.join(os.tmpdir(), `preview-lifecycle-${process.pid}`)
const ORDER = [
  'App.onLaunch pages/one/one',
  'App.onShow',
  'parent.created',
  'behavior.attached',
  'parent.attached',
  'child.attached a',
  'one.onLoad {}',
  'one.onShow',
  'child.ready',
  'parent.ready',
  'one.onReady',
  'one.onHide',
  'deep.onLoad 2',
  'deep.onUnload',
  'one.onShow',
  'one.onHide',
  'two.onLoad',
  'two.onShow',
]

let browser
let server

before(async () => {
  await build(path.join(import.meta.dirname, 'lifecycle'), OUTPUT)
  server = await serve(OUTPUT)
  browser = await launch()
})

after(async () => {
  await browser?.close()
  server?.close()
})

async function waitForGot(page, pattern) {
  await page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector('#got').textContent),
    pattern.source,
  )
}

test('components, channels, privacy, refresh and a custom tab bar work in the order WeChat gives', async () => {
  const page = await openPhone(browser, server.url, { mock: { needPrivacy: true } })
  await visible(page, 'parent:has-text("parent 2 B x")').waitFor()
  assert.match(await visible(page, 'parent').innerText(), /slotA/)
  assert.deepEqual(await visible(page, 'row').allInnerTexts(), ['* a', '* b'])
  await page.getByText('inc').tap()
  await waitForGot(page, /^hello x\|/)
  assert.match(await visible(page, 'parent').innerText(), /parent 3/)
  await page.getByText('swap').tap()
  assert.deepEqual(await visible(page, 'row').allInnerTexts(), ['* b', '* a', '* c'])
  await page.getByText('loc').tap()
  assert.match(await page.locator('.mp-modal').innerText(), /隐私保护/)
  await page.locator('.mp-modal .confirm').tap()
  await waitForGot(page, /\|ok\|/)
  await page.evaluate(() => wx.setClipboardData({ data: '32745484' }))
  assert.equal((await page.evaluate(() => wx.getClipboardData())).data, '32745484')
  await page.evaluate(() => wx.startPullDownRefresh())
  await waitForGot(page, /\|1\|/)
  await page.evaluate(() => {
    const scroller = document.querySelector('.mp-scroller')
    scroller.scrollTop = scroller.scrollHeight
  })
  await waitForGot(page, /\|true\|4\|9/)
  await page.evaluate(() => {
    document.querySelector('.mp-scroller').scrollTop = 0
  })
  await page.getByText('deep').tap()
  await visible(page, '#d').waitFor()
  assert.equal(await visible(page, '#d').innerText(), '1-7')
  await page.getByText('back').tap()
  await waitForGot(page, /ch:42/)
  await visible(page, 'custom-tab-bar >> text=二').tap()
  await visible(page, '.w').waitFor()
  assertOrder(await visible(page, '.w').innerText())
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

test('whoever refuses the privacy agreement only goes without what it covers', async () => {
  const page = await openPhone(browser, server.url, { mock: { needPrivacy: true, modal: 'cancel' } })
  const refused = await page.evaluate(() => wx.setClipboardData({ data: 'x' }).catch((error) => error))
  assert.deepEqual(refused, {
    errMsg: 'setClipboardData:fail privacy permission is not authorized',
    errno: 103,
  })
  assert.equal((await page.evaluate(() => wx.getPrivacySetting())).needAuthorization, true)
  const shared = await page.evaluate(() => wx.shareFileMessage({ filePath: 'wxfile://usr/a.json' }))
  assert.equal(shared.errMsg, 'shareFileMessage:ok')
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

function assertOrder(log) {
  let position = 0
  for (const step of ORDER) {
    const found = log.indexOf(step, position)
    assert.ok(found >= 0, `${step} is missing after ${log.slice(Math.max(0, position - 40), position)}`)
    position = found
  }
}
