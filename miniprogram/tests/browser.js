/** Chromium for the tests: one browser per file, one phone-sized page per test. */
import fs from 'node:fs'
import { chromium } from 'playwright-core'

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launch() {
  const executablePath = CANDIDATES.find((file) => file && fs.existsSync(file))
  if (!executablePath) throw new Error('no Chromium found: install the package chromium, or set CHROMIUM')
  return chromium.launch({ executablePath, args: FLAGS })
}

/** Open the preview as a phone. `mock` is what the host documents in preview/host/record.js. */
export async function openPhone(browser, url, { mock = {}, width = 375, height = 812, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20000)
  await page.addInitScript((given) => {
    window.__mock = given
  }, mock)
  await page.goto(url)
  await page.waitForSelector('html[data-mp-ready="1"]')
  return page
}

/** A locator inside the page that is on top. */
export function visible(page, selector) {
  return page.locator(`.mp-frame:not([hidden]) ${selector}`)
}

/** Errors of the app so far; every test ends by finding none. */
export function errorsOf(page) {
  return page.evaluate(() => window.__mpErrors)
}
