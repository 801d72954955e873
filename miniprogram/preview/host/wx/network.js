/** Requests, uploads, downloads and the state of the network. No cookies, as in WeChat. */
import { blobOf, keepTemporary, rewriteUrl } from '../assets.js'
import { calls, mock } from '../record.js'
import { deliver, refuse } from './callable.js'

const { app, options: settings } = window.__MP__
const DEFAULT_TIMEOUT_MS = 60000
const SLOW_MS = 2500
const FORBIDDEN_HEADERS = /^(referer|user-agent|cookie)$/i

function requireOnline(name) {
  if (mock.network === 'none') refuse(`${name}:fail net::ERR_INTERNET_DISCONNECTED`, { errno: 600001 })
}

/** Requests may only go to the domains an operator would have to declare. */
function requireDeclaredDomain(name, url, list) {
  const declared = settings[list]
  if (declared && /^https?:/.test(url) && !declared.includes(new URL(url).origin))
    refuse(`${name}:fail url not in domain list`, { errno: 600002 })
}

function failureOf(name, error) {
  if (error.errMsg) return error
  const reasons = { AbortError: ['abort', 0], TimeoutError: ['timeout', 5] }
  const [reason, errno] = reasons[error.name] || [error.message, 600001]
  return { errMsg: `${name}:fail ${reason}`, errno }
}

/** A network call returns a task with `abort`, besides its callbacks or promise. */
function taskOf(name, run) {
  return (options = {}) => {
    const aborter = new AbortController()
    const listeners = { headers: [], progress: [] }
    const { url, method, data, formData, header } = options
    const call = { api: name, url, method, data: data || formData, header }
    calls.push(call)
    const promise = (async () => {
      requireOnline(name)
      if (mock.network === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
      return run(options, aborter.signal, listeners)
    })().then(
      (result) => {
        call.statusCode = result.statusCode
        return { errMsg: `${name}:ok`, ...result }
      },
      (error) => {
        const failure = failureOf(name, error)
        call.fail = failure.errMsg
        throw failure
      },
    )
    const task = {
      abort: () => aborter.abort(),
      onHeadersReceived: (listener) => listeners.headers.push(listener),
      offHeadersReceived() {},
      onProgressUpdate: (listener) => listeners.progress.push(listener),
      offProgressUpdate() {},
    }
    if (deliver(promise, options))
      for (const way of ['then', 'catch', 'finally']) task[way] = promise[way].bind(promise)
    return task
  }
}

/** WeChat refuses some headers and says JSON unless told otherwise. */
function headersOf({ header = {} }) {
  const headers = {}
  for (const [name, value] of Object.entries(header)) if (!FORBIDDEN_HEADERS.test(name)) headers[name] = value
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
    headers['content-type'] = 'application/json'
  return headers
}

function queryOf(data) {
  const text = (value) => encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : value)
  return Object.entries(data)
    .map(([name, value]) => `${encodeURIComponent(name)}=${text(value)}`)
    .join('&')
}

function bodyOf(data, headers) {
  if (data === undefined || typeof data === 'string' || data instanceof ArrayBuffer) return data
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')[1]
  return /urlencoded/.test(type) ? new URLSearchParams(data).toString() : JSON.stringify(data)
}

function parsed(text, dataType = 'json') {
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function request(options, signal, listeners) {
  requireDeclaredDomain('request', options.url, 'requestDomains')
  const method = (options.method || 'GET').toUpperCase()
  const headers = headersOf(options)
  let url = rewriteUrl(options.url)
  let body
  if (method === 'GET' || method === 'HEAD') {
    const query = options.data && typeof options.data === 'object' ? queryOf(options.data) : ''
    if (query) url += (url.includes('?') ? '&' : '?') + query
  } else body = bodyOf(options.data, headers)
  const timeout = options.timeout || app.networkTimeout?.request || DEFAULT_TIMEOUT_MS
  const response = await fetch(url, {
    method,
    headers,
    body,
    credentials: 'omit',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  })
  const header = Object.fromEntries(response.headers)
  listeners.headers.forEach((listener) => listener({ header }))
  const isBinary = options.responseType === 'arraybuffer'
  const data = isBinary ? await response.arrayBuffer() : parsed(await response.text(), options.dataType)
  return { data, statusCode: response.status, header, cookies: [] }
}

async function uploadFile(options, signal, listeners) {
  requireDeclaredDomain('uploadFile', options.url, 'uploadDomains')
  const blob = await blobOf(options.filePath)
  const body = new FormData()
  for (const name in options.formData || {}) body.append(name, options.formData[name])
  body.append(options.name, blob, options.filePath.split('/').pop())
  const headers = headersOf(options)
  delete headers['content-type'] // the browser writes the boundary
  const response = await fetch(rewriteUrl(options.url), {
    method: 'POST',
    body,
    headers,
    credentials: 'omit',
    signal,
  })
  const progress = { progress: 100, totalBytesSent: blob.size, totalBytesExpectedToSend: blob.size }
  listeners.progress.forEach((listener) => listener(progress))
  return { data: await response.text(), statusCode: response.status } // always a string, as in WeChat
}

async function downloadFile(options, signal) {
  requireDeclaredDomain('downloadFile', options.url, 'downloadDomains')
  const response = await fetch(rewriteUrl(options.url), {
    headers: options.header,
    credentials: 'omit',
    signal,
  })
  const name = options.url.split('/').pop().split('?')[0]
  return { tempFilePath: keepTemporary(await response.blob(), name), statusCode: response.status }
}

function networkType() {
  return mock.network === 'slow' ? '2g' : mock.network
}

export function addNetwork(wx, define) {
  wx.request = taskOf('request', request)
  wx.uploadFile = taskOf('uploadFile', uploadFile)
  wx.downloadFile = taskOf('downloadFile', downloadFile)
  const listeners = new Set()
  define('getNetworkType', () => ({ networkType: networkType(), weakNet: mock.network === 'slow' }))
  wx.onNetworkStatusChange = (listener) => listeners.add(listener)
  wx.offNetworkStatusChange = (listener) => (listener ? listeners.delete(listener) : listeners.clear())
  /** Switch the phone to `wifi`, `4g`, `slow` or `none`. */
  window.__setNetwork = (type) => {
    mock.network = type
    listeners.forEach((listener) => listener({ isConnected: type !== 'none', networkType: networkType() }))
  }
}
