/** What hands do on a phone of the village, and people who have just joined it. */
import assert from 'node:assert/strict'
import { errorsOf, openPhone, visible } from '../browser.js'

export const VILLAGE = 'niucheping'
export const run = Date.now().toString(36)
export const DAY_MS = 86400000

export const wire = (instant) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')
/** Names take no digits: a few thousand characters tell the runs apart. */
export const letter = (offset) => String.fromCodePoint(0x4e00 + ((Date.now() + offset) % 4000))

export const press = (page, text) => visible(page, `wx-button:has-text("${text}")`).first().tap()
export const row = (page, text) => visible(page, `.list-row:has-text("${text}")`).first().tap()
export const waitFor = (page, text) => visible(page, `wx-page:has-text("${text}")`).waitFor()
export const confirmDialog = (page) => page.locator('.mp-modal .confirm').tap()
export const text = (page) => visible(page, 'wx-page').innerText()
export const back = (page) => visible(page, '.mp-back').tap()

/** Open a page of somebody's phone directly; `turnTo` opens another one, and what the phone stored stays. */
export async function open(browser, stack, alias, address, options) {
  const page = await openPhone(browser, stack.phoneOf(alias, address), options)
  await visible(page, 'wx-page').first().waitFor()
  return page
}

export async function turnTo(page, stack, alias, address) {
  await page.goto('about:blank')
  await page.goto(stack.phoneOf(alias, address))
  await page.waitForSelector('html[data-mp-ready="1"]')
}

export async function finish(page) {
  assert.deepEqual(await errorsOf(page), [])
  assert.deepEqual(await page.evaluate(() => window.__mpMissing), {})
  await page.context().close()
}

/** Somebody new of the village, registered and confirmed through the API. */
export async function newcomer(stack, alias, name, more = {}) {
  const organizer = await stack.person(`${VILLAGE}-organizer-1`)
  const { village_code: village } = await organizer.get('/me')
  await stack.register(alias, { name, birth_on: '1962-05-01', how: 'found', village_code: village, ...more })
  const { items } = await organizer.get(
    `/volunteers?place_code=${village}&limit=50&q=${encodeURIComponent(name)}`,
  )
  await organizer.post(`/volunteers/${items[0].id}/confirmation`)
  return stack.person(alias)
}
