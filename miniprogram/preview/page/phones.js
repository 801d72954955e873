/** The page around the phones: who holds them, their networks and letters, and an organizer who shows codes. */

const VILLAGES = {
  qinjian: '勤俭村',
  yangmei: '杨梅村',
  quantou: '泉头村',
  yaobu: '窑埠村',
  niucheping: '牛车坪村',
  xianglan: '香兰村',
}
const NUMBERS = [1, 2, 3]
const NETWORKS = { wifi: '有网', slow: '慢', none: '没网' }
const LETTERS = { 16: '标准字', 21: '大字', 29: '特大字' }
const CODE_EVERY_MS = 5000
const MINUTE_MS = 60000
const PHONES = ['qinjian-volunteer-1', 'qinjian-volunteer-2']

const byId = (id) => document.getElementById(id)

function choices(select, options, chosen) {
  select.replaceChildren(
    ...Object.entries(options).map(
      ([value, text]) => new Option(text, value, false, value === String(chosen)),
    ),
  )
  return select
}

/** Speaks to the service as one person of the sandbox; logs in when first needed. */
class Person {
  constructor(alias) {
    this.alias = alias
  }

  async #headers() {
    this.token ??= await this.#logIn()
    return {
      'content-type': 'application/json',
      authorization: `Bearer ${this.token}`,
      'idempotency-key': crypto.randomUUID(),
    }
  }

  async #logIn() {
    const { code } = await ask('/_preview/login', {
      method: 'POST',
      body: JSON.stringify({ user: this.alias }),
    })
    const headers = { 'content-type': 'application/json' }
    return (await ask('/v1/login', { method: 'POST', headers, body: JSON.stringify({ code }) })).token
  }

  async get(target) {
    return ask(`/v1${target}`, { headers: await this.#headers() })
  }

  async post(target, body = {}) {
    return ask(`/v1${target}`, { method: 'POST', headers: await this.#headers(), body: JSON.stringify(body) })
  }
}

async function ask(url, options) {
  const response = await fetch(url, options)
  const text = await response.text()
  const answer = text ? JSON.parse(text) : {}
  if (!response.ok)
    throw new Error([answer.title, answer.detail].filter(Boolean).join('：') || `没有应答 ${response.status}`)
  return answer
}

let organizer
let shown = null

function createPhone(alias) {
  const box = document.createElement('section')
  box.className = 'phone'
  const frame = document.createElement('iframe')
  frame.title = `${alias} 的手机`
  const settings = { network: 'wifi', letters: 16 }
  const apply = () => {
    const phone = frame.contentWindow
    if (!phone?.__mock) return
    phone.__mock.fontSizeSetting = Number(settings.letters)
    phone.__mock.scanCode = shown ? () => shown.code : undefined
    phone.__setNetwork(settings.network)
  }
  const open = (user) => {
    frame.src = `index.html?user=${encodeURIComponent(user)}`
  }
  frame.addEventListener('load', apply)
  box.append(createTools({ alias, settings, apply, open, frame }), frame)
  open(alias)
  return { box, apply }
}

function createTools({ alias, settings, apply, open, frame }) {
  const people = { [`newcomer-${Date.now().toString(36)}`]: '一个新来的人' }
  for (const [slug, name] of Object.entries(VILLAGES))
    for (const number of NUMBERS) people[`${slug}-volunteer-${number}`] = `${name} 志愿者 ${number}`
  const person = choices(document.createElement('select'), people, alias)
  person.setAttribute('aria-label', '谁的手机')
  person.onchange = () => open(person.value)
  const network = choices(document.createElement('select'), NETWORKS, settings.network)
  network.setAttribute('aria-label', '网络')
  network.onchange = () => {
    settings.network = network.value
    apply()
  }
  const letters = choices(document.createElement('select'), LETTERS, settings.letters)
  letters.setAttribute('aria-label', '微信的字号')
  letters.onchange = () => {
    settings.letters = letters.value
    apply()
    frame.contentWindow.getCurrentPages().at(-1)?.onShow?.()
  }
  const tools = document.createElement('div')
  tools.className = 'tools'
  tools.append(person, network, letters)
  return tools
}

const phones = PHONES.map(createPhone)
byId('phones').append(...phones.map((phone) => phone.box))

function say(text) {
  byId('said').textContent = text
}

/** Run something and tell in words when it did not work. */
async function attempt(run) {
  try {
    await run()
  } catch (error) {
    say(error.message)
  }
}

async function loadActivities(chosen) {
  const { village_code: village } = await organizer.get('/me')
  const { items } = await organizer.get(`/activities?village_code=${village}&limit=50`)
  const options = { '': '不出码' }
  for (const item of items) {
    const begins = new Date(item.starts_at).toLocaleString('zh-CN', {
      timeZone: 'Asia/Shanghai',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    })
    options[item.id] = `${begins} ${item.title}`
  }
  choices(byId('activity'), options, chosen ?? '')
  await showCode()
}

async function showCode() {
  const id = byId('activity').value
  const place = byId('code')
  if (!id) {
    shown = null
    place.replaceChildren()
  } else {
    shown = await organizer.get(`/activities/${id}/code`)
    const picture = new Image()
    picture.alt = '签到码'
    picture.src = `data:image/svg+xml,${encodeURIComponent(shown.svg)}`
    const digits = document.createElement('b')
    digits.textContent = shown.digits
    place.replaceChildren(picture, digits)
  }
  for (const phone of phones) phone.apply()
}

async function publish() {
  const me = await organizer.get('/me')
  const { items: sites } = await organizer.get(`/sites?county_id=${me.county_id}`)
  const site = sites.find((each) => each.village_code === me.village_code)
  const { difficulty_classes: classes } = await organizer.get(`/scoring-rules/current?site_id=${site.id}`)
  const at = (minutes) => new Date(Date.now() + minutes * MINUTE_MS).toISOString().replace(/\.\d+Z$/, 'Z')
  const times = { starts_at: at(5), ends_at: at(125) }
  const { id } = await organizer.post('/activities', {
    site_id: site.id,
    publish: true,
    title: '清理桥头河边小路',
    themes: ['meili_jiayuan'],
    difficulty_code: classes[0].code,
    place_name: '村口大榕树下',
    risk_note: '路边有车，靠里走。',
    hazardous: false,
    ...times,
    shifts: [{ ...times, capacity: 30 }],
  })
  await loadActivities(id)
  say('发好了，现在就能签到。')
}

async function confirmNewcomers() {
  const { village_code: village } = await organizer.get('/me')
  const { items } = await organizer.get(`/volunteers?place_code=${village}&limit=50`)
  const waiting = items.filter((person) => person.state === 'registered')
  for (const person of waiting) await organizer.post(`/volunteers/${person.id}/confirmation`)
  say(waiting.length ? `确认了 ${waiting.length} 人。` : '没有等着确认的人。')
}

function chooseOrganizer() {
  organizer = new Person(byId('organizer').value)
  return loadActivities()
}

const organizers = {}
for (const [slug, name] of Object.entries(VILLAGES)) organizers[`${slug}-organizer-1`] = `${name} 负责人`
choices(byId('organizer'), organizers, 'qinjian-organizer-1').onchange = () => attempt(chooseOrganizer)
byId('activity').onchange = () => attempt(showCode)
byId('publish').onclick = () => attempt(publish)
byId('confirm').onclick = () => attempt(confirmNewcomers)
await attempt(chooseOrganizer)
setInterval(() => byId('activity').value && attempt(showCode), CODE_EVERY_MS)
