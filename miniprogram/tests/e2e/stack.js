/**
 * The real service with the WeChat sandbox and demonstration data, and the built app in front of it.
 *
 * Starts `./scripts/run` on a folder of its own. With SERVICE_CONTACT=var/service.json it uses one that runs already;
 * with PHONE_APP=<folder> it builds another app than src/: what WeChat's own compiler made of it, for one.
 */
import { spawn } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { build } from '../../preview/compiler/build.js'

const ROOM = path.join(import.meta.dirname, '../..')
const REPOSITORY = path.join(ROOM, '..')
const APP = path.resolve(process.env.PHONE_APP || path.join(ROOM, 'src'))
const PYTHON = path.join(REPOSITORY, '.venv/bin/python')
const START_MS = 240000
const STOP_MS = 20000

export const CONFIG = JSON.parse(fs.readFileSync(path.join(ROOM, 'preview.config.json'), 'utf8'))

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function until(isTrue, what, milliseconds = START_MS) {
  const deadline = Date.now() + milliseconds
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function answers(url) {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  )
}

/** Start the service, unless one is given. @returns its addresses and how to stop it */
export async function startService() {
  const given = process.env.SERVICE_CONTACT
  if (given)
    return { contact: JSON.parse(fs.readFileSync(given, 'utf8')), contactFile: given, stop: async () => {} }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'phone-'))
  const dataDir = path.join(folder, 'var')
  const log = fs.openSync(path.join(folder, 'run.log'), 'w')
  const program = spawn(
    path.join(REPOSITORY, 'scripts/run'),
    ['--port', String(await freePort()), '--no-preview'],
    {
      env: { ...process.env, DATA_DIR: dataDir, ENVIRONMENT: 'development' },
      stdio: ['ignore', log, log],
    },
  )
  const contactFile = path.join(dataDir, 'service.json')
  await until(() => {
    if (program.exitCode !== null) throw new Error(fs.readFileSync(path.join(folder, 'run.log'), 'utf8'))
    return fs.existsSync(contactFile) && fs.statSync(contactFile).size > 0
  }, 'scripts/run')
  const stop = async () => {
    program.kill('SIGTERM')
    await until(() => program.exitCode !== null || program.signalCode !== null, 'scripts/run to end', STOP_MS)
    fs.rmSync(folder, { recursive: true, force: true })
  }
  return { contact: JSON.parse(fs.readFileSync(contactFile, 'utf8')), contactFile, stop }
}

/** @returns {Promise<Stack>} */
export async function startStack() {
  const service = await startService()
  const output = fs.mkdtempSync(path.join(os.tmpdir(), 'phone-build-'))
  const result = await build(APP, output, CONFIG)
  const errors = result.problems.filter((problem) => problem.isError)
  if (errors.length) throw new Error(JSON.stringify(errors, null, 1))
  const port = await freePort()
  const { url, sandbox_url: sandbox, sandbox_key: key, clock_offset_file: clock } = service.contact
  const program = path.join(REPOSITORY, 'scripts/lib/preview_server.py')
  const server = spawn(
    PYTHON,
    [program, '--port', port, '--folder', output, '--service', url, '--sandbox', sandbox],
    {
      env: {
        ...process.env,
        WECHAT_SANDBOX_KEY: key,
        CLOCK_OFFSET_FILE: clock || '',
        ENVIRONMENT: 'development',
      },
      stdio: 'inherit',
    },
  )
  const home = `http://127.0.0.1:${port}`
  await until(() => answers(`${home}/index.html`), 'the preview')
  return new Stack(home, async () => {
    server.kill()
    await service.stop()
    fs.rmSync(output, { recursive: true, force: true })
  })
}

/** The running whole, and people who act in it without a phone of their own. */
export class Stack {
  constructor(url, stop) {
    this.url = url
    this.stop = stop
  }

  /** The address of the phone of a WeChat user. */
  phoneOf(alias, page = '') {
    return `${this.url}/index.html?user=${alias}${page ? `#${page}` : ''}`
  }

  /** Register a WeChat user who is not known yet; an organizer still has to confirm her. */
  async register(alias, body) {
    const { code } = await send(`${this.url}/_preview/login`, 'POST', { user: alias })
    const { ticket } = await send(`${this.url}/v1/login`, 'POST', { code })
    const { items } = await send(`${this.url}/v1/privacy-notices/current`, 'GET')
    const notice = items.find(({ purpose }) => purpose === 'base')
    return send(`${this.url}/v1/registrations`, 'POST', {
      ticket,
      accepted_notice_version: notice.version,
      ...body,
    })
  }

  /** Sign in as a WeChat user of the sandbox and act through the API. */
  async person(alias) {
    const { code } = await send(`${this.url}/_preview/login`, 'POST', { user: alias })
    const { token } = await send(`${this.url}/v1/login`, 'POST', { code })
    const headers = () => ({ authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() })
    return {
      get: (target) => send(`${this.url}/v1${target}`, 'GET', undefined, headers()),
      post: (target, body = {}) => send(`${this.url}/v1${target}`, 'POST', body, headers()),
    }
  }
}

async function send(url, method, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
  return text ? JSON.parse(text) : {}
}
