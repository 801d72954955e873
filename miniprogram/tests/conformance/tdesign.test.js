/** The parts of TDesign that the app may use work in the host, with our colours, letters and drawings. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import test, { after, before } from 'node:test'
import { build } from '../../preview/compiler/build.js'
import { serve } from '../../preview/server.js'
import { vendor } from '../../tools/vendor-tdesign.js'
import { errorsOf, launch, openPhone, visible } from '../browser.js'

const HERE = import.meta.dirname
const STYLES = path.join(HERE, '../../src/styles')
const FOLDER = path.join(os.tmpdir(), `preview-tdesign-${process.pid}`)

let browser
let server

before(async () => {
  const app = path.join(FOLDER, 'app')
  fs.cpSync(path.join(HERE, 'tdesign'), app, { recursive: true })
  fs.cpSync(STYLES, path.join(app, 'styles'), { recursive: true })
  vendor(app)
  const { problems } = await build(app, path.join(FOLDER, 'built'))
  assert.deepEqual(
    problems.filter((problem) => problem.isError),
    [],
  )
  server = await serve(path.join(FOLDER, 'built'))
  browser = await launch()
})

after(async () => {
  await browser?.close()
  server?.close()
  fs.rmSync(FOLDER, { recursive: true, force: true })
})

const dataOf = (page) => page.evaluate(() => getCurrentPages().at(-1).data)
const part = (page, name) => visible(page, `[class*="t-${name}"]`)
const open = (width = 375, size = 'standard') =>
  openPhone(browser, `${server.url}#pages/parts/index?size=${size}`, { width })

/** Wait until the page's data has this value: TDesign tells of changes after its own animation. */
function becomes(page, key, value) {
  const wanted = JSON.stringify(value)
  return page.waitForFunction(
    ([name, text]) => JSON.stringify(getCurrentPages().at(-1).data[name]) === text,
    [key, wanted],
  )
}

test('searching, tabs, steppers, switches, boxes and texts tell the page what was chosen', async () => {
  const page = await open()
  await page.locator('input[placeholder=搜索活动]').fill('河边')
  await becomes(page, 'words', '河边')
  await part(page, 'tabs__item').filter({ hasText: '我报名的' }).first().tap()
  await becomes(page, 'tab', 'mine')
  for (let taps = 0; taps < 2; taps++) await part(page, 'stepper__plus').first().tap()
  await becomes(page, 'count', 3)
  await part(page, 'switch__body').first().tap()
  await becomes(page, 'isOn', true)
  await part(page, 'checkbox__title').filter({ hasText: '看过安全提示' }).first().tap()
  await becomes(page, 'checked', ['photo', 'safety'])
  await part(page, 'radio__title').filter({ hasText: '签退没成功' }).first().tap()
  await becomes(page, 'chosen', 'out')
  await page.locator('textarea[placeholder=写在这里]').fill('忘了扫')
  await becomes(page, 'text', '忘了扫')
  await part(page, 'collapse-panel__header').first().tap()
  await becomes(page, 'open', [0])
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

test('sheets rise from below and give back what was picked', async () => {
  const page = await open()
  await visible(page, 'wx-button:has-text("弹层")').tap()
  await visible(page, '.sheet').waitFor()
  await part(page, 'popup__close').first().tap()
  await becomes(page, 'sheet', '')
  await visible(page, 'wx-button:has-text("选地点")').tap()
  await part(page, 'picker__confirm').first().tap()
  await becomes(page, 'place', ['tree'])
  await becomes(page, 'sheet', '')
  await visible(page, 'wx-button:has-text("选日期")').tap()
  await part(page, 'picker__confirm').locator('visible=true').tap()
  await becomes(page, 'date', '2026-03-05 09:30')
  assert.deepEqual(await errorsOf(page), [])
  await page.context().close()
})

test('letters, icons and targets grow with the page; no part asks the network for a font', async () => {
  const page = await open(320, 'large')
  await part(page, 'stepper__plus').first().waitFor()
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name))
  assert.deepEqual(
    asked.filter((address) => !address.startsWith(server.url)),
    [],
  )
  const measured = await page.evaluate(() => {
    const frame = document.querySelector('.mp-frame:not([hidden])')
    const size = (query) => frame.querySelector(query).getBoundingClientRect()
    const label = frame.querySelector('[class*="t-checkbox__title"]')
    return {
      target: Math.round(size('[class*="t-stepper__plus"]').height),
      letters: parseFloat(getComputedStyle(label).fontSize),
      hasMask: getComputedStyle(frame.querySelector('[class*="t-icon-add"]')).maskImage.startsWith('url'),
      sideways:
        frame.querySelector('.mp-scroller').scrollWidth - frame.querySelector('.mp-scroller').clientWidth,
    }
  })
  assert.equal(measured.target, 60)
  assert.ok(measured.letters > 24, `letters of ${measured.letters} px`)
  assert.ok(measured.hasMask)
  assert.equal(measured.sideways, 0)
  assert.deepEqual((await dataOf(page)).rootFont, '20.8px')
  await page.context().close()
})
