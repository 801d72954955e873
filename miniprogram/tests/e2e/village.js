/** The people around the phone under test: who publishes, confirms, shows codes and hands goods over. */

const VILLAGE = 'qinjian'
const MINUTE_MS = 60000

const wire = (instant) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')

/**
 * Publish an activity. Without wishes it begins in a few minutes, so that signing in is open already.
 * @param wishes `startsIn` minutes, `capacity`, `shifts` from beginning and end, and any other field of an activity
 */
export async function publishActivity(
  organizer,
  title,
  { startsIn = 5, capacity = 30, shifts, ...more } = {},
) {
  const me = await organizer.get('/me')
  const { items: sites } = await organizer.get(`/sites?county_id=${me.county_id}`)
  const site = sites.find((each) => each.village_code === me.village_code)
  const { difficulty_classes: classes } = await organizer.get(`/scoring-rules/current?site_id=${site.id}`)
  const startsAt = wire(Date.now() + startsIn * MINUTE_MS)
  const endsAt = wire(Date.now() + (startsIn + 120) * MINUTE_MS)
  const made = await organizer.post('/activities', {
    site_id: site.id,
    publish: true,
    title,
    themes: ['meili_jiayuan'],
    difficulty_code: classes[0].code,
    place_name: '村口大榕树下',
    starts_at: startsAt,
    ends_at: endsAt,
    risk_note: '路边有车，靠里走。',
    hazardous: false,
    shifts: shifts?.(startsAt, endsAt) ?? [{ starts_at: startsAt, ends_at: endsAt, capacity }],
    ...more,
  })
  const shown = await organizer.get(`/activities/${made.id}`)
  return { id: made.id, shortId: made.short_id, title, shiftId: shown.shifts[0].id }
}

export function organizerOf(stack, village = VILLAGE) {
  return stack.person(`${village}-organizer-1`)
}

/** What the organizer's phone shows at this moment. */
export async function currentCode(organizer, activity) {
  return (await organizer.get(`/activities/${activity.id}/code`)).code
}

/** Confirm whoever registered under a name. */
export async function confirmRegistration(organizer, name) {
  const me = await organizer.get('/me')
  const { items } = await organizer.get(`/volunteers?place_code=${me.village_code}&limit=50`)
  await organizer.post(`/volunteers/${items.find((person) => person.name === name).id}/confirmation`)
}

/** Make sure that goods can be exchanged now. @returns the shop keeper */
export async function openShop(stack) {
  const keeper = await stack.person(`${VILLAGE}-shop-keeper`)
  const me = await keeper.get('/me')
  const { items: points } = await keeper.get(`/pickup-points?village_code=${me.village_code}`)
  const { next_day: day } = await keeper.get(
    `/mall?county_id=${me.county_id}&pickup_point_id=${points[0].id}`,
  )
  const isOpen =
    day && Date.parse(day.opens_at) <= Date.now() && Date.parse(day.closes_at) > Date.now() + 10 * MINUTE_MS
  if (!isOpen)
    await keeper.post('/redemption-days', {
      pickup_point_id: points[0].id,
      opens_at: wire(Date.now()),
      closes_at: wire(Date.now() + 180 * MINUTE_MS),
    })
  return keeper
}
