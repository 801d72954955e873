/** The organizer's Saturday at the river: the code, people without a phone, cards; face to face with volunteers. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import jsqr from 'jsqr'
import { launch, openPhone, visible } from '../browser.js'
import {
  answer,
  choose,
  COLLEAGUE,
  endOpenActivities,
  field,
  finish,
  mark,
  onPage,
  ORGANIZER,
  press,
  publishWith,
  twoWithoutPhone,
  ROOM,
  row,
  run,
  visit,
  volunteer,
  waitFor,
} from './organizing.js'
import { startStack } from './stack.js'
import { currentCode, publishActivity } from './village.js'

const decode = jsqr.default ?? jsqr
/** Pixels around the code that are white too. */
const QUIET = 24

let stack
let browser
let organizer
let colleague

before(async () => {
  stack = await startStack()
  browser = await launch()
  organizer = await stack.person(ORGANIZER)
  colleague = await stack.person(COLLEAGUE)
  await endOpenActivities(organizer)
})

after(async () => {
  await browser?.close()
  await stack?.stop()
})

const open = (route, options) => openPhone(browser, stack.phoneOf(ORGANIZER, `${ROOM}/${route}`), options)

/** Read the code on the organizer's screen as another phone's camera does. */
async function readCode(page) {
  const box = await visible(page, '.qr').boundingBox()
  const clip = {
    x: box.x - QUIET,
    y: box.y - QUIET,
    width: box.width + 2 * QUIET,
    height: box.height + 2 * QUIET,
  }
  const picture = (await page.screenshot({ clip })).toString('base64')
  const { data, width, height } = await page.evaluate(async (base64) => {
    const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob()
    const bitmap = await createImageBitmap(blob)
    const [width, height] = [Math.round(bitmap.width / 2), Math.round(bitmap.height / 2)]
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.drawImage(bitmap, 0, 0, width, height)
    return { data: Array.from(context.getImageData(0, 0, width, height).data), width, height }
  }, picture)
  return decode(Uint8ClampedArray.from(data), width, height)?.data
}

/** A code on the screen that will be good for a while yet. */
async function freshCode(page) {
  await page.waitForFunction(() => {
    const words = document.querySelector('.mp-frame:not([hidden])').innerText
    return Number(/(\d+) 秒后换新码/.exec(words)?.[1]) >= 4
  })
  const code = await readCode(page)
  assert.match(code, /^\d{6}\.[0-9A-Z]{4,8}\.\d+\.[0-9A-Z]{16}$/)
  return code
}

async function scanWith(page, code, words) {
  await page.evaluate((text) => {
    window.__mock.scanCode = text
  }, code)
  await press(page, words)
}

test('organizer and volunteer face to face: the code on one screen signs the other in, also without network', async () => {
  const activity = await publishActivity(organizer, `清理河沟 ${run}`)
  const hers = await open('today/index')
  await waitFor(hers, `清理河沟 ${run}`)
  await visit(hers, stack.phoneOf(ORGANIZER, `${ROOM}/organize/index?id=${activity.id}`))
  await press(hers, '出示签到码')
  await onPage(hers, 'code')
  const phone = await openPhone(
    browser,
    stack.phoneOf(volunteer(1), `pages/activities/detail/index?id=${activity.id}`),
  )
  await scanWith(phone, await freshCode(hers), '扫码签到')
  await waitFor(phone, '签到成功')
  await waitFor(hers, '已签到 1 人')
  const me = await (await stack.person(volunteer(1))).get('/me')
  await waitFor(hers, `刚刚：${me.name}`)

  // the six digits, said aloud to somebody whose camera is broken
  await freshCode(hers)
  const digits = (await visible(hers, '.code').innerText()).replace(/\s/g, '')
  const other = await stack.person(volunteer(2))
  await other.post('/check-ins', { code: digits, short_id: activity.shortId })
  await waitFor(hers, '已签到 2 人')
  await other.post('/check-outs', { code: await currentCode(organizer, activity) })

  // no network at the river: the code goes on changing, and still counts
  const shown = await freshCode(hers)
  await hers.evaluate(() => window.__setNetwork('none'))
  await waitFor(hers, '没有网，码照样能用')
  await hers.evaluate(() =>
    window.__preview.page().turn({ currentTarget: { dataset: { direction: 'out' } } }),
  )
  await hers.waitForFunction(
    (before) => window.__preview.page().data.view.digits !== before,
    await hers.evaluate(() => window.__preview.page().data.view.digits),
  )
  const offline = await freshCode(hers)
  assert.notEqual(offline, shown)
  await press(phone, '知道了')
  await scanWith(phone, offline, '扫码签退')
  await waitFor(phone, '签退成功')
  await hers.evaluate(() => window.__setNetwork('wifi'))
  await waitFor(hers, '已签退 2 人')
  await finish(phone)

  // a phone that never had the key says so, and what to do
  await hers.evaluate(() => {
    wx.removeStorageSync('codeKeys')
    window.__setNetwork('none')
    window.__preview.page().open()
  })
  await waitFor(hers, '先连一次网')
  await hers.evaluate(() => window.__setNetwork('wifi'))
  await press(hers, '再试一次')
  await waitFor(hers, '秒后换新码')
  await finish(hers)
})

test('an activity is published from the last one, corrected as a draft, and called off with a notice people get', async () => {
  const page = await open('publish/index')
  await waitFor(page, '照着办')
  const title = `拾捡农药瓶 ${run}`
  await field(page, '叫什么').fill(title)
  await field(page, '在哪里').fill('')
  await press(page, '发布')
  await waitFor(page, '还差：地点')
  await field(page, '在哪里').fill('村东田边')
  await press(page, '先存草稿')
  await waitFor(page, '草稿存好了')
  await press(page, '看这个活动')
  await waitFor(page, '草稿')
  await press(page, '修改')
  await onPage(page, 'publish')
  await field(page, '要多少人').fill('12')
  await press(page, '发布')
  await waitFor(page, '发布好了')
  await press(page, '看这个活动')
  await waitFor(page, '名额 12')
  const id = await page.evaluate(() => window.__preview.page().id)

  await press(page, '撤回发布')
  await page.locator('.mp-modal .confirm').tap()
  await waitFor(page, '草稿')
  await press(page, '发布')
  await waitFor(page, '已发布')
  const shown = await organizer.get(`/activities/${id}`)
  assert.equal(shown.title, title)
  const member = await stack.person(volunteer(3))
  await member.post(`/activities/${id}/sign-ups`, { shift_id: shown.shifts[0].id })

  await press(page, '取消活动')
  await answer(page, `明天有暴雨 ${run}`)
  await waitFor(page, '取消好了')
  await waitFor(page, `明天有暴雨 ${run}`)
  const { items } = await member.get('/me/inbox')
  assert.ok(items.some(({ kind, text }) => kind === 'activity_cancelled' && text.includes(title)))
  await finish(page)
})

test('people without a phone: by name, on the spot, and taken back; poster claims are vouched for', async () => {
  const activity = await publishWith(colleague, { title: `扫村道 ${run}`, poster_claims: true })
  const [me] = await twoWithoutPhone(organizer)
  const body = { shift_id: activity.shiftId, volunteer_id: me.id }
  await organizer.post(`/activities/${activity.id}/sign-ups`, body)
  const page = await open(`adding/index?id=${activity.id}`)
  await row(page, me.name)
  await visible(page, '.chip:has-text("手机没电")').tap()
  await press(page, '给她签到')
  await waitFor(page, `${me.name} `)

  const newcomer = `莫新${mark}`
  await field(page, '找人').fill(newcomer)
  await waitFor(page, '名单里没有')
  await press(page, '当面登记新人')
  await press(page, '登记并签到')
  await waitFor(page, `${newcomer} 登记好了`)

  const { code } = await organizer.get(`/activities/${activity.id}/poster`)
  const claimant = await stack.person(volunteer(3))
  await claimant.post('/check-ins', { code })
  await claimant.post('/check-outs', { code })
  await visit(page, stack.phoneOf(ORGANIZER, `${ROOM}/roster/index?id=${activity.id}`))
  await press(page, '确认海报来的 1 人')
  await waitFor(page, '在场 2 人，签退 1 人')
  await page.waitForFunction(() => !window.__preview.page().data.view.claims.length)
  assert.equal((await organizer.get(`/activities/${activity.id}/attendances`)).counts.unconfirmed, 0)

  await visible(page, `.list-row:has-text("${newcomer}") >> wx-button`).tap()
  await choose(page, '补登签退')
  await waitFor(page, `${newcomer} 几点走的`)
  await press(page, '记下')
  await waitFor(page, '签退 2 人')
  await visible(page, `.list-row:has-text("${me.name}") >> wx-button`).tap()
  await choose(page, '不算这一条')
  await answer(page, '记错人了')
  await waitFor(page, '不算：记错人了')
  await finish(page)
})

test('cards are scanned one after the other, without network too, and each counts once', async () => {
  const activity = await publishActivity(organizer, `洗垃圾桶 ${run}`)
  const holders = await twoWithoutPhone(organizer)
  const cards = []
  for (const { id, card_suffix: suffix } of holders) {
    if (suffix) await organizer.post(`/volunteers/${id}/card-closing`, { state: 'lost' })
    cards.push((await organizer.post(`/volunteers/${id}/cards`)).code)
  }
  const page = await open('today/index')
  await waitFor(page, `洗垃圾桶 ${run}`)
  await visit(page, stack.phoneOf(ORGANIZER, `${ROOM}/scanning/index?id=${activity.id}`))
  const scanAll = async (codes) => {
    await page.evaluate((list) => {
      window.__mock.scanCode = () => list.shift() ?? null
    }, codes)
    await press(page, '开始扫')
    await page.waitForFunction(() => !window.__preview.page().data.isScanning)
  }
  await scanAll([cards[0], cards[0], 'https://example.org/', 'K.450222.AAAAAAAAAAAAAAAA.00'])
  for (const words of [`${holders[0].name} 签到`, '刚才扫过了', '这不是个人码，也不是卡', '这次 1 人'])
    await waitFor(page, words)

  await page.evaluate(() => window.__setNetwork('none'))
  await scanAll([cards[1]])
  await waitFor(page, '记在手机里了')
  await waitFor(page, '等着上传 1 个')
  await page.evaluate(() => window.__setNetwork('wifi'))
  await page.waitForFunction(() => !wx.getStorageSync('personScans').some((scan) => scan.state === 'waiting'))
  // the answer got lost and it is sent once more: nothing counts twice
  await page.evaluate(() => {
    wx.setStorageSync(
      'personScans',
      wx
        .getStorageSync('personScans')
        .map((scan) => ({ ...scan, state: scan.isOffline ? 'waiting' : scan.state })),
    )
    window.__preview.page().upload()
  })
  await page.waitForFunction(() => !wx.getStorageSync('personScans').some((scan) => scan.state === 'waiting'))
  const { items } = await organizer.get(`/activities/${activity.id}/attendances`)
  assert.deepEqual(items.map(({ volunteer_id: id }) => id).sort(), holders.map(({ id }) => id).sort())
  assert.deepEqual(
    items.map(({ in_means: means }) => means),
    ['card', 'card'],
  )
  await visible(page, '.segment:has-text("签退")').tap()
  await scanAll([...cards])
  await waitFor(page, `${holders[1].name} 签退`)
  await waitFor(page, '这次 2 人')
  await finish(page)
})
