/** Addresses of the volunteer's pages about activities, signing in and her services, with something on each of them. */
import { publishActivity } from './village.js'

const VILLAGE = 'yaobu'
const TOMORROW = 1440

/** A page is [the alias of whoever looks at it, its address]. */
export async function volunteerPages(stack) {
  const one = `${VILLAGE}-volunteer-3`
  const organizer = await stack.person(`${VILLAGE}-organizer-1`)
  const member = await stack.person(one)
  const { items: records } = await member.get('/me/service-records')
  const shifts = (startsAt, endsAt) => [
    { starts_at: startsAt, ends_at: endsAt, capacity: 4, posts: [{ code: 'publicist', capacity: 2 }] },
    { starts_at: startsAt, ends_at: endsAt, capacity: 9 },
  ]
  const choice = await publishActivity(organizer, '上门讲分类（二组）', { startsIn: TOMORROW, shifts })
  const off = await publishActivity(organizer, '捡农药瓶', { startsIn: TOMORROW })
  await organizer.post(`/activities/${off.id}/cancellation`, { reason: '下大雨，改到下周六。' })
  const now = await publishActivity(organizer, '清理桥头河边小路')
  await member
    .post('/check-ins', { code: (await organizer.get(`/activities/${now.id}/code`)).code })
    .catch(() => undefined) // on a service that has seen this before she may be somewhere else
  const mine = (address) => [one, `pages/${address}`]
  return {
    'home-inside': mine('home/index'),
    'activity-choice': mine(`activities/detail/index?id=${choice.id}`),
    'activity-off': mine(`activities/detail/index?id=${off.id}`),
    'activity-inside': mine(`activities/detail/index?id=${now.id}`),
    offers: mine('activities/offers/index'),
    calendar: mine('activities/calendar/index'),
    'scan-camera': mine('scan/result/index?problem=camera'),
    'own-code': mine('scan/own-code/index'),
    family: mine('scan/family/index?title=清理桥头河边小路'),
    records: mine('records/list/index'),
    ...(records.length ? { record: mine(`records/detail/index?id=${records[0].id}`) } : {}),
    corrections: mine('records/corrections/index'),
    proposals: mine('points/proposals/index'),
  }
}
