/** What the organizer's journeys share: her village, her pages, and people around her who need no screen. */
import assert from 'node:assert/strict'
import { errorsOf, visible } from '../browser.js'

export const run = Date.now().toString(36)
/** Names take no digits: a few thousand characters tell the runs apart. */
export const mark = String.fromCodePoint(0x4e00 + (Date.now() % 4000))
export const MINUTE_MS = 60000
export const ROOM = 'packages/organizer'
export const ORGANIZER = 'yangmei-organizer-1'
export const COLLEAGUE = 'yangmei-organizer-2'

export const press = (page, text) => visible(page, `wx-button:has-text("${text}")`).first().tap()
export const row = (page, text) => visible(page, `.list-row:has-text("${text}")`).first().tap()
/** Wait for words on the page on top; what it says instead is in the failure. */
export async function waitFor(page, text) {
  try {
    await visible(page, `wx-page:has-text("${text}")`).waitFor()
  } catch {
    throw new Error(`no “${text}” in: ${await visible(page, 'wx-page').innerText()}`)
  }
}

export const onPage = (page, route) =>
  page.waitForFunction((wanted) => window.__preview.page()?.route === wanted, `${ROOM}/${route}/index`)
export const choose = (page, text) => page.locator('.mp-sheet button', { hasText: text }).tap()
export const volunteer = (number) => `yangmei-volunteer-${number}`
export const wire = (instant) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')

/** The input or text area behind a label. */
export const field = (page, label) =>
  visible(page, `[aria-label="${label}"]`).locator('input, textarea').first()

/** Open another page as if the app was started there. */
export async function visit(page, address) {
  await page.goto('about:blank')
  await page.goto(address)
}

export async function answer(page, text) {
  await page.locator('.mp-modal input').fill(text)
  await page.locator('.mp-modal .confirm').tap()
}

export async function finish(page) {
  assert.deepEqual(await errorsOf(page), [])
  assert.deepEqual(await page.evaluate(() => window.__mpMissing), {})
  await page.context().close()
}

/** Publish an activity of an organizer's village with what a test needs; times in minutes from now. */
export async function publishWith(organizer, { from = -10, until = 110, ...more }) {
  const me = await organizer.get('/me')
  const { items: sites } = await organizer.get(`/sites?county_id=${me.county_id}`)
  const site = sites.find((each) => each.village_code === me.village_code)
  const { difficulty_classes: classes } = await organizer.get(`/scoring-rules/current?site_id=${site.id}`)
  const times = {
    starts_at: wire(Date.now() + from * MINUTE_MS),
    ends_at: wire(Date.now() + until * MINUTE_MS),
  }
  const { id, short_id: shortId } = await organizer.post('/activities', {
    site_id: site.id,
    publish: true,
    themes: ['meili_jiayuan'],
    difficulty_code: classes[0].code,
    place_name: '村口大榕树下',
    risk_note: '路边有车，靠里走。',
    shifts: [{ ...times, capacity: 30 }],
    ...times,
    ...more,
  })
  const { shifts } = await organizer.get(`/activities/${id}`)
  return { id, shortId, shiftId: shifts[0].id }
}

/** Somebody registers on her own phone, without the screens for it. */
export async function register(stack, alias, name, villageCode) {
  const { code } = await call(stack, '/_preview/login', { user: alias })
  const { ticket } = await call(stack, '/v1/login', { code })
  const { items } = await (await fetch(`${stack.url}/v1/privacy-notices/current`)).json()
  await call(stack, '/v1/registrations', {
    ticket,
    how: 'found',
    name,
    birth_on: '1970-01-01',
    village_code: villageCode,
    accepted_notice_version: items.find(({ purpose }) => purpose === 'base').version,
  })
}

async function call(stack, path, body) {
  const response = await fetch(stack.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  assert.ok(response.ok, text)
  return JSON.parse(text)
}

/** Somebody of the village who is not in a team. */
export async function outsiderOf(organizer, teamId) {
  const { village_code: village } = await organizer.get('/me')
  const { items: members } = await organizer.get(`/teams/${teamId}/members?limit=50`)
  const { items: people } = await organizer.get(`/volunteers?place_code=${village}&state=active&limit=50`)
  const isOutside = ({ id, kind }) =>
    kind !== 'staff' && !members.some((member) => member.volunteer_id === id)
  return people.find(isOutside).id
}

/** People of the village who have a household and no phone. */
export async function volunteersWithoutPhone(organizer) {
  const { village_code: village } = await organizer.get('/me')
  const { items } = await organizer.get(`/volunteers?place_code=${village}&state=active&limit=50`)
  return items.filter(({ has_wechat: hasPhone, household_id: household }) => !hasPhone && household)
}

/** End what an earlier run has left open, so that nobody is still signed in somewhere. */
export async function endOpenActivities(organizer) {
  const { activities } = await organizer.get('/me/organizing')
  const isOpen = ({ state, starts_at: startsAt }) =>
    state === 'published' && Date.parse(startsAt) <= Date.now()
  for (const { id } of activities.filter(isOpen)) await organizer.post(`/activities/${id}/closing`, {})
}

/** Two of them; others in each run. */
export async function twoWithoutPhone(organizer) {
  const people = await volunteersWithoutPhone(organizer)
  const first = Date.now() % (people.length - 1)
  return people.slice(first, first + 2)
}

/** Others first in each run, so that an earlier run's promises are not in the way. */
export function rotated(people) {
  const first = Date.now() % people.length
  return [...people.slice(first), ...people.slice(0, first)]
}
