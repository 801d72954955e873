/** What the sample app talks to: activities, a login, sign-ups and an upload, kept in memory. */
const ACTIVITIES = [
  { id: 1, title: '翠湖环保清洁日', place: '翠湖公园', left: 12, hot: true, tags: ['环保', '户外'] },
  { id: 2, title: '敬老院探访', place: '五华区敬老院', left: 3, hot: false, tags: ['助老'] },
  { id: 3, title: '应急救护培训', place: '红十字会', left: 0, hot: false, tags: [] },
].map((activity) => ({
  ...activity,
  start: 1790000000000 + activity.id * 86400000,
  html: `<p style="color:#333">这是<b>${activity.title}</b>的说明。</p>`,
}))

async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The size of the one file in a multipart body, without a parser: what lies between its head and the next boundary. */
function fileSizeIn(body) {
  const head = body.indexOf('filename=')
  const start = body.indexOf('\r\n\r\n', head) + 4
  const boundary = body.subarray(0, body.indexOf('\r\n'))
  return body.indexOf(boundary, start) - 2 - start
}

export function createBackend() {
  const openids = new Map()
  const signUps = []
  const routes = {
    'GET /api/activities': (_, url) => ({
      items: ACTIVITIES.filter((activity) => activity.title.includes(url.searchParams.get('q') || '')),
    }),
    'POST /api/login'(body) {
      const token = `token-${openids.size}`
      openids.set(token, `openid-${JSON.parse(body).code}`)
      return { token }
    },
    'POST /api/signups'(body, _, openid) {
      signUps.push({ ...JSON.parse(body), openid })
      return { no: `V${String(signUps.length).padStart(4, '0')}` }
    },
    'POST /api/upload': (body) => ({ id: 'P1', size: fileSizeIn(body) }),
  }
  for (const activity of ACTIVITIES) routes[`GET /api/activities/${activity.id}`] = () => activity

  /** @type {Parameters<typeof import('../../preview/server.js').serve>[1]} */
  const api = (request, response, url) => {
    if (!url.pathname.startsWith('/api/')) return false
    const route = routes[`${request.method} ${url.pathname}`]
    bodyOf(request).then((body) => {
      const openid = openids.get(request.headers.authorization?.replace('Bearer ', ''))
      response.writeHead(route ? 200 : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify(route ? route(body, url, openid) : { error: 'not found' }))
    })
    return true
  }
  return { api, signUps }
}
