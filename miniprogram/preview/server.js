/**
 * A static server for tests of the host itself; `api` answers what the app asks for. People use the server of
 * `./scripts/run`, which also speaks to the real service.
 */
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
}

function sendFile(folder, pathname, response) {
  const relative = path.normalize(decodeURIComponent(pathname)).replace(/^(\.\.[/\\])+/, '')
  const file = path.join(folder, relative.endsWith('/') ? `${relative}index.html` : relative)
  fs.readFile(file, (error, content) => {
    if (error) {
      response.writeHead(404)
      response.end('not found')
      return
    }
    const type = TYPES[path.extname(file)] || 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(content)
  })
}

/**
 * Serve a built preview on a free port of this machine.
 * @param {string} folder output of the compiler
 * @param {(request, response, url: URL) => boolean} api returns false for what is not its business
 * @returns {Promise<{url: string, close: () => void}>}
 */
export function serve(folder, api = () => false) {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://preview')
    if (!api(request, response, url)) sendFile(folder, url.pathname, response)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() })
    })
  })
}
