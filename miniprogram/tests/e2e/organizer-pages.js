/** The organizer's pages with something to see on each, in a village of their own. */
import {
  endOpenActivities,
  ROOM,
  volunteersWithoutPhone,
  publishWith,
  rotated,
  register,
  wire,
  MINUTE_MS,
} from './organizing.js'

const VILLAGE = 'xianglan'
const READER = `${VILLAGE}-organizer-1`
const PRESENT = 4

/** @returns pages by name as [alias, address] */
export async function organizerPages(stack) {
  const organizer = await stack.person(READER)
  const colleague = await stack.person(`${VILLAGE}-organizer-2`)
  const me = await organizer.get('/me')
  await endOpenActivities(organizer)
  const people = rotated(await volunteersWithoutPhone(organizer))
  const running = await crowded(organizer, people)
  const past = await withClaims(organizer, colleague, people, me)
  const draft = await publishWith(organizer, {
    title: '试样草稿',
    from: 24 * 60,
    until: 26 * 60,
    publish: false,
  })
  const asked = await underReview(stack, organizer)
  await register(stack, `look-${Date.now()}`, '蒙看看', me.village_code)
  const { items: teams } = await organizer.get(`/teams?place_code=${me.village_code}`)
  const { items: records } = await organizer.get(`/service-records?activity_id=${past.id}`)
  const page = (route) => [READER, `${ROOM}/${route}`]
  return {
    'organizer-today': page('today/index'),
    approval: page('approval/index'),
    'organizer-teams': page('teams/index'),
    organize: page(`organize/index?id=${running.id}`),
    'organize-draft': page(`organize/index?id=${draft.id}`),
    publish: page('publish/index'),
    code: page(`code/index?id=${running.id}`),
    roster: page(`roster/index?id=${running.id}`),
    adding: page(`adding/index?id=${running.id}`),
    scanning: page(`scanning/index?id=${running.id}`),
    aftermath: page(`aftermath/index?id=${past.id}`),
    record: page(`record/index?id=${records[0].id}`),
    'sign-ups': page(`signups/index?id=${asked.id}`),
    newcomers: page('newcomers/index'),
    volunteers: page('volunteers/index'),
    ...(teams.length ? { team: page(`team/index?id=${teams[0].id}`) } : {}),
  }
}

/** People who came, left, were taken back, and one who is still expected. */
async function crowded(organizer, people) {
  const activity = await publishWith(organizer, { title: '清理河边小路' })
  const marks = `/activities/${activity.id}/attendances`
  for (const [index, { id }] of people.slice(0, PRESENT).entries()) {
    const { id: attendance } = await organizer.post(marks, {
      volunteer_id: id,
      in_at: wire(Date.now() - 5 * MINUTE_MS),
      reason: '没带手机',
    })
    if (index === 0)
      await organizer.post(`/attendances/${attendance}/departure`, {
        out_at: wire(Date.now()),
        reason: '先走一步',
      })
    if (index === 1) await organizer.post(`/attendances/${attendance}/undo`, { reason: '记错人了' })
  }
  const expected = { shift_id: activity.shiftId, volunteer_id: people[PRESENT].id }
  await organizer.post(`/activities/${activity.id}/sign-ups`, expected)
  return activity
}

/** Hours that wait, one of them the reader's own. */
async function withClaims(organizer, colleague, people, me) {
  const activity = await publishWith(organizer, { title: '入户讲分类', from: -180, until: -60 })
  const times = { in_at: wire(Date.now() - 175 * MINUTE_MS), out_at: wire(Date.now() - 65 * MINUTE_MS) }
  const { claims } = await organizer.get('/me/organizing')
  const own = claims.own ? [] : [me.id]
  for (const id of [people[0].id, people[1].id, ...own])
    await colleague.post(`/activities/${activity.id}/attendances`, {
      volunteer_id: id,
      reason: '手机没电',
      ...times,
    })
  await organizer.post(`/activities/${activity.id}/closing`, {})
  return activity
}

/** A sign-up that waits for a word. */
async function underReview(stack, organizer) {
  const activity = await publishWith(organizer, {
    title: '巡河护水',
    from: 48 * 60,
    until: 50 * 60,
    sign_up_approval: true,
  })
  const member = await stack.person(`${VILLAGE}-volunteer-1`)
  await member.post(`/activities/${activity.id}/sign-ups`, { shift_id: activity.shiftId })
  return activity
}
