/** The only caller of wx.request. Answers that are refusals become ApiError; no answer becomes Unreachable. */
import { API, TIMEOUT_MS } from '../config'
import { learnFrom } from './clock'
import { ApiError, Unreachable } from './errors'

export type Query = Record<string, string | number | boolean | null | undefined>

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Query
  body?: object
  /** Idempotency-Key: with it a POST may be sent again. */
  key?: string
  /** The version that was read; the service refuses when somebody has changed it since. */
  version?: number
  /** Without a session. */
  isAnonymous?: boolean
}

/** Where tokens come from; given by session.ts, so that neither file needs the other. */
export interface TokenProvider {
  token(): Promise<string>
  /** The service did not accept this token. */
  refused(token: string): void
}

/** Photographs on a village line take their time. */
const UPLOAD_TIMEOUT_MS = 30000
const RETRY_AFTER_MS = [500, 1500]
const BUSY = [502, 503, 504]
let tokens: TokenProvider

export function useTokens(provider: TokenProvider): void {
  tokens = provider
}

/**
 * Send a call and return the body of its answer. GETs and POSTs with a key are repeated when no answer came.
 * @throws ApiError, Unreachable, and what the token provider throws
 */
export async function send<T>(call: Call): Promise<T> {
  const token = call.isAnonymous ? '' : await tokens.token()
  try {
    return await sendPatiently<T>(call, token)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401 || call.isAnonymous) throw error
    tokens.refused(token)
    return sendPatiently<T>(call, await tokens.token())
  }
}

async function sendPatiently<T>(call: Call, token: string): Promise<T> {
  const mayRepeat = call.method === 'GET' || call.key !== undefined
  for (const delay of mayRepeat ? RETRY_AFTER_MS : []) {
    try {
      return await sendOnce<T>(call, token)
    } catch (error) {
      const isWorthIt =
        error instanceof Unreachable || (error instanceof ApiError && BUSY.includes(error.status))
      if (!isWorthIt || !(await isConnected())) throw error
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }
  return sendOnce<T>(call, token)
}

function sendOnce<T>(call: Call, token: string): Promise<T> {
  const header: Record<string, string> = { 'content-type': 'application/json' }
  if (token) header.Authorization = `Bearer ${token}`
  if (call.key) header['Idempotency-Key'] = call.key
  if (call.version !== undefined) header['If-Match'] = `"${call.version}"`
  return new Promise((resolve, reject) => {
    wx.request({
      url: API + call.path + searchOf(call.query),
      // the typings do not know every method name as a type of ours
      method: call.method,
      data: call.body ?? (call.method === 'GET' ? undefined : {}),
      header,
      timeout: TIMEOUT_MS,
      success({ statusCode, data, header: answered }) {
        learnFrom(headerNamed(answered, 'date'), Date.now())
        if (statusCode >= 400) reject(refusal(statusCode, data))
        else if (isPageOfAnother(data)) reject(new Unreachable('somebody else answered'))
        else resolve(data as T)
      },
      fail: ({ errMsg }) => reject(new Unreachable(errMsg)),
    })
  })
}

/** A text instead of an answer: the sign-in page of a public Wi-Fi, or of a proxy on the way. */
function isPageOfAnother(data: unknown): boolean {
  return typeof data === 'string' && data !== ''
}

/** A file as a form: what WeChat can send of a photograph. */
export interface Upload {
  path: string
  /** The field of the form that holds the file. */
  name: string
  filePath: string
  key: string
  fields?: Record<string, string>
}

/**
 * Send a file. It is not repeated by itself: photographs are large.
 * @throws ApiError, Unreachable, and what the token provider throws
 */
export async function upload<T>({ path, name, filePath, key, fields = {} }: Upload): Promise<T> {
  const header = { Authorization: `Bearer ${await tokens.token()}`, 'Idempotency-Key': key }
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      url: API + path,
      name,
      filePath,
      formData: fields,
      header,
      timeout: UPLOAD_TIMEOUT_MS,
      success({ statusCode, data }) {
        const answer: unknown = parsed(data)
        if (statusCode < 400) resolve(answer as T)
        else reject(refusal(statusCode, answer))
      },
      fail: ({ errMsg }) => reject(new Unreachable(errMsg)),
    })
  })
}

/** WeChat gives the answer of an upload as text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not an answer of the service: the status says what it was
  }
}

function searchOf(query: Query = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return pairs.length ? `?${pairs.join('&')}` : ''
}

function headerNamed(header: object, name: string): string | undefined {
  const found = Object.entries(header).find(([key]) => key.toLowerCase() === name)
  return found ? String(found[1]) : undefined
}

function refusal(status: number, data: unknown): ApiError {
  const problem = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>
  const text = (name: string): string => (typeof problem[name] === 'string' ? String(problem[name]) : '')
  return new ApiError(
    status,
    text('code') || String(status),
    text('title'),
    text('detail'),
    fieldsIn(problem),
  )
}

/** The last part of each pointer such as `#/birth_on`. */
function fieldsIn(problem: Record<string, unknown>): string[] {
  const errors = Array.isArray(problem.errors) ? problem.errors : []
  return errors.map((error: { pointer?: string }) => error.pointer?.split('/').pop() ?? '').filter(Boolean)
}

/** Whether the phone has a network at all. */
export function isConnected(): Promise<boolean> {
  return new Promise((resolve) => {
    wx.getNetworkType({
      success: ({ networkType }) => resolve(networkType !== 'none'),
      fail: () => resolve(true),
    })
  })
}
