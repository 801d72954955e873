/** A pickup point in a village of its own: who keeps it, what lies on its shelf, and how to book goods for a test. */

const VILLAGE = 'quantou'
const MINUTE_MS = 60000

const wire = (instant) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')

/** What tells the runs apart in names that take no digits. */
export const mark = String.fromCodePoint(0x4e00 + (Date.now() % 4000))

export const person = (stack, role) => stack.person(`${VILLAGE}-${role}`)
export const aliasOf = (role) => `${VILLAGE}-${role}`

/** @returns the keeper, her pickup point and a redemption day that is open for a while */
export async function openOwnShop(stack) {
  const keeper = await person(stack, 'shop-keeper')
  const me = await keeper.get('/me')
  const { items: points } = await keeper.get(`/pickup-points?village_code=${me.village_code}`)
  const { items: days } = await keeper.get(`/redemption-days?pickup_point_id=${points[0].id}`)
  const isOpen = (day) =>
    day.state === 'planned' &&
    Date.parse(day.opens_at) <= Date.now() &&
    Date.parse(day.closes_at) > Date.now() + 10 * MINUTE_MS
  const day = days.find(isOpen) ?? (await planDay(keeper, points[0].id))
  return { keeper, me, point: points[0], day }
}

function planDay(keeper, pickupPointId) {
  const closes = Math.min(Date.now() + 180 * MINUTE_MS, endOfDay())
  return keeper.post('/redemption-days', {
    pickup_point_id: pickupPointId,
    opens_at: wire(Date.now()),
    closes_at: wire(closes),
  })
}

/** A minute before midnight in China: a redemption day lies on one date. */
function endOfDay() {
  const shift = 8 * 60 * MINUTE_MS
  const day = 24 * 60 * MINUTE_MS
  return Math.floor((Date.now() + shift) / day) * day + day - shift - MINUTE_MS
}

/** Put something new on the shelf, with so many pieces from a donor who agreed to be named. */
export async function stockUp({ keeper, point }, name, { pieces, points = '2', limit } = {}) {
  const { id } = await keeper.post('/reward-items', {
    pickup_point_id: point.id,
    name,
    unit_name: '块',
    points,
    ...(limit ? { limit_quantity: limit } : {}),
  })
  const { items: donors } = await keeper.get('/donors')
  await keeper.post('/lots', {
    item_id: id,
    donor_id: donors.find((donor) => donor.public).id,
    receipt_no: `R-${id.slice(-12)}`,
    quantity: pieces,
    unit_value_fen: 300,
    value_basis: '发票',
    funding_source: 'donation',
  })
  return { id, name }
}

export function placeOrder(member, day, lines) {
  const body = { redemption_day_id: day.id, lines }
  return member.post('/redemption-orders', body)
}

/** Give a new paper card to somebody of the village who has no phone and points enough. */
export async function cardOfElder(stack, { keeper, day }) {
  const organizer = await person(stack, 'organizer-1')
  const me = await organizer.get('/me')
  const { items } = await organizer.get(`/volunteers?place_code=${me.village_code}&limit=50`)
  for (const { id } of items.reverse()) {
    const code = await cardFor(organizer, id)
    const quote = code && (await quoteOf(keeper, day, code))
    if (quote && Number(quote.redeemable) >= 10) return { code, ...quote }
  }
  throw new Error('nobody in the village has points')
}

async function cardFor(organizer, id) {
  const issue = () => organizer.post(`/volunteers/${id}/cards`).then(({ code }) => code)
  return issue().catch(async () => {
    await organizer.post(`/volunteers/${id}/card-closing`, { state: 'lost' }).catch(() => undefined)
    return issue().catch(() => undefined)
  })
}

function quoteOf(keeper, day, card) {
  const body = { redemption_day_id: day.id, card, lines: [] }
  return keeper.post('/redemption-orders/quote', body).catch(() => undefined)
}
