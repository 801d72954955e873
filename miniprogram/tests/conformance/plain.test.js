/** The host runs an ordinary native app: templates, styles, forms, devices, navigation, storage. */
import assert from 'node:assert/strict'
import os from 'node:os'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { build } from '../../preview/compiler/build.js'
import { serve } from '../../preview/server.js'
import { errorsOf, launch, openPhone, visible } from '../browser.js'
import { createBackend } from './backend.js'

const APP = path.join(import.meta.dirname, 'plain')
const OUTPUT = path.join(os.tmpdir(), `preview-plain-${process.pid}`)
const DOMAINS = ['https://api.example.org']
const CONFIG = {
  runtime: {
    appid: 'wxplain',
    requestDomains: DOMAINS,
    uploadDomains: DOMAINS,
    urlRewrite: [['^https://api\\.example\\.org', '']],
  },
}

let browser
let server
let backend

before(async () => {
  const result = await build(APP, OUTPUT, CONFIG)
  assert.deepEqual(
    result.problems.filter((problem) => problem.isError),
    [],
  )
  backend = createBackend()
  server = await serve(OUTPUT, backend.api)
  browser = await launch()
})

after(async () => {
  await browser?.close()
  server?.close()
})

const tab = (page, text) => visible(page, '.mp-tab button').filter({ hasText: text })
const pressButton = (page, text) => visible(page, `wx-button:has-text("${text}")`).tap()

async function waitForText(page, selector, pattern) {
  await page.waitForFunction(
    ([query, source]) =>
      new RegExp(source).test(document.querySelector(`.mp-frame:not([hidden]) ${query}`)?.textContent),
    [selector, pattern.source],
  )
}

test('a list with WXS, slots and events follows what the server answers', async () => {
  const page = await openPhone(browser, server.url)
  await visible(page, 'activity-card').first().waitFor()
  assert.equal(await visible(page, 'activity-card').count(), 3)
  assert.match(await visible(page, '#count').innerText(), /共 3 项 \/ 已挂载 3/)
  assert.equal(await visible(page, '.badge').count(), 1)
  await visible(page, 'wx-input input').fill('敬老')
  await visible(page, 'wx-input input').press('Enter')
  await page.waitForFunction(() => document.querySelectorAll('activity-card').length === 1)
  await visible(page, '[role=button] >> text=展开').first().tap()
  assert.match(await visible(page, 'activity-card').innerText(), /查看详情（五华区敬老院）/)
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

test('a form sends every kind of field, with a photo and a place, and ends on another tab', async () => {
  const page = await openPhone(browser, server.url, {
    mock: { login: 'alice', location: { latitude: 25.0389, longitude: 102.7183 } },
  })
  await visible(page, 'activity-card wx-button').first().tap()
  await page.locator('.mp-modal .confirm').tap()
  await visible(page, '.panel-box').waitFor()
  assert.equal(await visible(page, '.mp-title').innerText(), '翠湖环保清洁日')
  assert.match(await visible(page, '.panel-box').innerText(), /来自：列表/)
  await visible(page, 'input[placeholder=请输入姓名]').fill('张三')
  await visible(page, 'input[placeholder=请输入电话]').fill('13800000000')
  assert.match(await visible(page, '#up').innerText(), /13800000000/, 'model:value binds both ways')
  await visible(page, 'wx-picker').tap()
  await page.locator('.mp-wheel select').selectOption('1')
  await page.locator('.mp-wheel button', { hasText: '确定' }).tap()
  assert.match(await visible(page, 'wx-picker').innerText(), /下午/)
  await visible(page, 'wx-label:has-text("男")').tap()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pressButton(page, '选照片')])
  await chooser.setFiles(path.join(APP, 'images/cover.png'))
  await waitForText(page, '#up', /照片 P1（2741 字节）/)
  await pressButton(page, '定位')
  await waitForText(page, '#up', /25\.039,102\.718/)
  assert.equal(await visible(page, 'wx-button[disabled]').count(), 1)
  await visible(page, 'wx-label:has-text("我已阅读")').tap()
  assert.equal(await visible(page, 'wx-button[disabled]').count(), 0)
  await pressButton(page, '提交报名')
  await page.locator('.mp-modal').waitFor()
  assert.match(await page.locator('.mp-modal').innerText(), /编号 V0001/)
  await page.locator('.mp-modal .confirm').tap()
  await page.waitForFunction(() => window.__preview.page().route === 'pages/mine/mine')
  assert.deepEqual(backend.signUps[0], {
    activity: 1,
    name: '张三',
    phone: '13800000000',
    slot: 1,
    gender: 'm',
    remind: true,
    note: '',
    agree: ['y'],
    subscribed: true,
    openid: 'openid-alice',
  })
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

test('tabs, font size, scan, denied location, back, offline and storage behave as on a phone', async () => {
  const page = await openPhone(browser, server.url, {
    mock: { scanCode: 'ACT:1:abc', auth: { 'scope.userLocation': false } },
  })
  await tab(page, '我的').tap()
  await visible(page, 'wx-switch input').tap()
  await pressButton(page, '扫码签到')
  await waitForText(page, '#scan', /^ACT:1:abc$/)
  await pressButton(page, '操作菜单')
  await page.locator('.mp-sheet button', { hasText: '相册' }).tap()
  await waitForText(page, '#rel', /^选了1$/)
  const rootSize = () => page.evaluate(() => document.documentElement.style.fontSize)
  assert.equal(await rootSize(), '20px')
  await visible(page, 'wx-navigator').tap()
  await visible(page, '.panel-box').waitFor()
  assert.equal(await page.evaluate(() => getCurrentPages().length), 2)
  await pressButton(page, '定位')
  await waitForText(page, '#up', /getLocation:fail auth deny/)
  await visible(page, '.mp-back').tap()
  assert.equal(await page.evaluate(() => getCurrentPages()[0].route), 'pages/mine/mine')
  assert.equal(await rootSize(), '20px', 'the root size of the page that came back')
  await tab(page, '活动').tap()
  await visible(page, 'activity-card').first().waitFor()
  await page.evaluate(() => window.__setNetwork('none'))
  await visible(page, '.offline').waitFor()
  await pressButton(page, '搜索')
  await visible(page, '.err').waitFor()
  assert.match(await visible(page, '.err').innerText(), /request:fail/)
  await page.reload()
  await page.waitForSelector('html[data-mp-ready="1"]')
  assert.equal(await page.evaluate(() => getApp().globalData.elder), true, 'storage outlives a reload')
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

test('a deep link opens its page, and what WeChat refuses is refused', async () => {
  const page = await openPhone(browser, `${server.url}#pages/detail/detail?id=3`)
  await visible(page, '.panel-box').waitFor()
  assert.equal(await visible(page, '.mp-title').innerText(), '应急救护培训')
  const failure = (call) => page.evaluate(call)
  assert.match(
    await failure(() => wx.navigateTo({ url: '/pages/none/none' }).catch((e) => e.errMsg)),
    /is not found/,
  )
  assert.match(
    await failure(() => wx.navigateTo({ url: '/pages/mine/mine' }).catch((e) => e.errMsg)),
    /can not navigateTo a tabbar page/,
  )
  assert.match(
    await failure(() => wx.request({ url: 'https://evil.example.com/' }).catch((e) => e.errMsg)),
    /not in domain list/,
  )
  assert.match(
    await failure(() => wx.showModal({ title: 'x', confirmText: '五个字太长' }).catch((e) => e.errMsg)),
    /confirmText length/,
  )
  await page.context().close()
})
