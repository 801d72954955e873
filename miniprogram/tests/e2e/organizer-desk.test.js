/** What the organizer decides on her phone: hours, newcomers, sign-ups, wishes about teams, and what she writes down. */
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { launch, openPhone, visible } from '../browser.js'
import {
  answer,
  COLLEAGUE,
  endOpenActivities,
  field,
  finish,
  mark,
  MINUTE_MS,
  onPage,
  ORGANIZER,
  outsiderOf,
  press,
  publishWith,
  register,
  ROOM,
  rotated,
  row,
  run,
  visit,
  volunteer,
  waitFor,
  wire,
} from './organizing.js'
import { startStack } from './stack.js'
import { currentCode } from './village.js'

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

test('hours are passed in bulk, the odd ones looked at, and those of her own family left to others', async () => {
  const past = await publishWith(colleague, { title: `补种护河树 ${run}`, from: -180, until: -60 })
  const now = await publishWith(colleague, { title: `清点垃圾袋 ${run}`, until: 50 })
  for (const number of [1, 2, 3]) {
    const member = await stack.person(volunteer(number))
    await member.post('/check-ins', { code: await currentCode(colleague, now) })
    await member.post('/check-outs', { code: await currentCode(colleague, now) })
  }
  await colleague.post(`/activities/${now.id}/closing`, {})
  const village = (await organizer.get('/me')).village_code
  const { items: people } = await organizer.get(`/volunteers?place_code=${village}&state=active&limit=50`)
  const me = await organizer.get('/me')
  const [late, wrong] = rotated(people).filter(
    ({ has_wechat: hasPhone, household_id: household }) =>
      !hasPhone && household && household !== me.household.id,
  )
  const times = { in_at: wire(Date.now() - 170 * MINUTE_MS), out_at: wire(Date.now() - 70 * MINUTE_MS) }
  const { claims } = await organizer.get('/me/organizing')
  const own = claims.own ? [] : [me.id]
  for (const id of [late.id, wrong.id, ...own])
    await colleague.post(`/activities/${past.id}/attendances`, {
      volunteer_id: id,
      reason: '没带手机',
      ...times,
    })
  await colleague.post(`/activities/${past.id}/closing`, {})

  const page = await open('approval/index')
  const card = (name) => visible(page, `.card.odd:has-text("${name}"):has-text("补种护河树 ${run}")`)
  await card(wrong.name).locator('wx-button:has-text("退回")').tap()
  await answer(page, '签到表上没有找到')
  await waitFor(page, '退回了，原因她看得到')
  await waitFor(page, '不能由您审')

  await card(late.name).locator('wx-button:has-text("改时长")').tap()
  await onPage(page, 'record')
  await press(page, '按这个时间算')
  await waitFor(page, '写一句原因')
  await field(page, '原因').fill('提前半小时走的')
  await visible(page, 'wx-picker').nth(1).tap()
  const until = new Date(Date.now() + 8 * 60 * MINUTE_MS - 100 * MINUTE_MS).toISOString().slice(11, 16)
  await page.locator('.mp-wheel input').fill(until)
  await page.locator('.mp-wheel button', { hasText: '确定' }).tap()
  await press(page, '按这个时间算')
  await waitFor(page, '改好了')
  await press(page, '知道了')
  await card(late.name).locator('wx-button').first().tap()
  await waitFor(page, '通过了 1 条')

  await visible(page, 'wx-button:has-text("通过正常的")').tap()
  await page.waitForFunction(() => !window.__preview.page().data.clean.length)
  const claimed = async (activity) =>
    (await organizer.get(`/service-records?activity_id=${activity.id}&limit=50`)).items
  assert.deepEqual(await claimed(now), [])
  const left = (await claimed(past)).map(({ volunteer_id: id }) => id)
  assert.deepEqual(left, own)
  await finish(page)
})

test('newcomers are confirmed, sign-ups and wishes about teams decided', async () => {
  const me = await organizer.get('/me')
  const name = `蒙盼${mark}`
  await register(stack, `newcomer-${run}`, name, me.village_code)
  const activity = await publishWith(colleague, {
    title: `分类讲座 ${run}`,
    from: 24 * 60,
    until: 26 * 60,
    sign_up_approval: true,
  })
  const member = await stack.person(volunteer(1))
  const { name: memberName } = await member.get('/me')
  await member.post(`/activities/${activity.id}/sign-ups`, { shift_id: activity.shiftId })
  const { items: teams } = await organizer.get(`/teams?place_code=${me.village_code}`)
  const asking = {
    kind: 'join',
    reason: '想一起巡河',
    volunteer_id: await outsiderOf(colleague, teams[0].id),
  }
  await colleague.post(`/teams/${teams[0].id}/requests`, asking)

  const page = await open('teams/index')
  await row(page, '新来的')
  await visible(page, `.card:has-text("${name}") >> wx-button:has-text("确认")`).tap()
  await waitFor(page, '确认好了，她可以签到了')
  await visible(page, '.mp-back').tap()
  await row(page, `分类讲座 ${run}`)
  await waitFor(page, memberName)
  await press(page, '同意')
  await waitFor(page, '已报名 1 人')
  await press(page, '改名额')
  await answer(page, '0')
  await waitFor(page, '填一个 1 到 1000 的数')
  await visible(page, '.mp-back').tap()
  await row(page, teams[0].name)
  await waitFor(page, '她说：想一起巡河')
  await press(page, '不同意')
  await answer(page, '这个月满了')
  await waitFor(page, '没有等您定的申请')
  await finish(page)
})

test('after an activity: two sentences, a head count, a photograph, and a template for the next time', async () => {
  const activity = await publishWith(colleague, { title: `巡河两岸 ${run}`, from: -60, until: 60 })
  const page = await open(`aftermath/index?id=${activity.id}`, {
    mock: { media: [{ url: '/assets/images/tab-home.png', name: 'bags.png' }] },
  })
  await field(page, '小结').fill('清出二十袋垃圾。')
  await press(page, '存小结')
  await waitFor(page, '小结存好了')
  await field(page, '没登记的来了多少人').fill('45')
  await visible(page, '.chip:has-text("多一点")').tap()
  await press(page, '记下人数')
  await waitFor(page, '人数记下了')
  await press(page, '加照片')
  await waitFor(page, '等审看')
  await row(page, '留作模板')
  await answer(page, `巡河半日 ${run}`)
  await page.waitForFunction(() => !window.__preview.page().data.isBusy)
  const shown = await organizer.get(`/activities/${activity.id}`)
  assert.deepEqual([shown.unregistered_headcount, shown.unregistered_headcount_mark], [45, 'over'])
  assert.equal((await organizer.get(`/activities/${activity.id}/photos`)).items.length, 1)
  const { items: templates } = await organizer.get('/activity-templates?limit=50')
  assert.ok(templates.some((template) => template.name === `巡河半日 ${run}`))

  // and a month later it is one choice in the form
  await visit(page, stack.phoneOf(ORGANIZER, `${ROOM}/publish/index`))
  await visible(page, 'wx-picker').first().tap()
  await page.locator('.mp-wheel select').selectOption({ label: `巡河半日 ${run}` })
  await page.locator('.mp-wheel button', { hasText: '确定' }).tap()
  await page.waitForFunction(
    (wanted) => window.__preview.page().data.form.title === wanted,
    `巡河两岸 ${run}`,
  )
  await press(page, '发布')
  await waitFor(page, '发布好了')
  await finish(page)
})

test('whoever organizes nothing is told so and loses nothing', async () => {
  const page = await openPhone(browser, stack.phoneOf(volunteer(3), `${ROOM}/today/index`))
  await waitFor(page, '再试一次')
  await finish(page)
})
