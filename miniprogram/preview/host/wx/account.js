/** Who holds the phone, and what she has allowed: login, privacy, permissions, subscriptions, location. */
import { mock } from '../record.js'
import { refuse } from './callable.js'

const { options: settings } = window.__MP__
const PRIVACY_REFUSED = 103

/** The WeChat user of this phone: `?user=` in the address, else what a test or the configuration says. */
export function user() {
  return new URLSearchParams(location.search).get('user') || mock.user || settings.user || 'somebody'
}

/** A code for wx.login: given by the test, or asked from the WeChat sandbox through the preview's own server. */
async function loginCode() {
  if (mock.login === 'fail' || mock.network === 'none') refuse('login:fail ')
  if (mock.login) return typeof mock.login === 'function' ? mock.login() : mock.login
  if (!settings.loginUrl) return 'preview-code'
  const response = await fetch(settings.loginUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: user() }),
  })
  if (!response.ok) refuse(`login:fail ${await response.text()}`)
  return (await response.json()).code
}

/** The privacy agreement: asked once, by the app's own dialog if it has one. */
class Privacy {
  isNeeded = Boolean(mock.needPrivacy)
  #listeners = []
  #waiting = []

  constructor(wx) {
    wx.onNeedPrivacyAuthorization = (listener) => this.#listeners.push(listener)
    wx.__agreePrivacy = () => {
      this.isNeeded = false
      this.#waiting.splice(0).forEach((settle) => settle(true))
    }
    this.wx = wx
  }

  /** Resolves when the agreement stands. @throws as WeChat does when it is refused */
  require(api) {
    if (!this.isNeeded) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (isAgreed) => {
        if (!isAgreed) return reject(refusal(api))
        if (this.isNeeded) this.wx.__agreePrivacy()
        return resolve()
      }
      if (this.#listeners.length) this.#askApp(api, settle)
      else this.#askDirectly(settle)
    })
  }

  #askApp(api, settle) {
    this.#waiting.push(settle)
    const answer = ({ event }) => {
      if (event === 'agree') settle(true)
      if (event === 'disagree') settle(false)
    }
    this.#listeners.forEach((listener) => listener(answer, { referrer: api }))
  }

  #askDirectly(settle) {
    this.wx.showModal({
      title: '用户隐私保护提示',
      content: '使用前请阅读并同意《用户隐私保护指引》',
      confirmText: '同意',
      cancelText: '拒绝',
      success: ({ confirm }) => settle(confirm),
    })
  }
}

function refusal(api) {
  return { errMsg: `${api}:fail privacy permission is not authorized`, errno: PRIVACY_REFUSED }
}

function subscription(id) {
  return typeof mock.subscribe === 'object' ? mock.subscribe[id] || 'reject' : mock.subscribe
}

export function addAccount(wx, define) {
  const privacy = new Privacy(wx)
  wx.__requirePrivacy = (api) => privacy.require(api)
  define('login', async () => ({ code: await loginCode() }))
  define('checkSession', () => (mock.sessionExpired ? refuse('checkSession:fail session expired') : {}))
  define('getPrivacySetting', () => ({
    needAuthorization: privacy.isNeeded,
    privacyContractName: '《用户隐私保护指引》',
  }))
  define('openPrivacyContract', () => ({}))
  define('requirePrivacyAuthorize', () => privacy.require('requirePrivacyAuthorize'))
  define('getSetting', () => ({
    authSetting: { ...mock.auth },
    subscriptionsSetting: { mainSwitch: true, itemSettings: {} },
  }))
  define('openSetting', () => ({ authSetting: { ...mock.auth } }))
  define('authorize', ({ scope }) => {
    if (mock.auth[scope] === false) refuse('authorize:fail auth deny')
    mock.auth[scope] = true
  })
  define('requestSubscribeMessage', ({ tmplIds = [] }) =>
    Object.fromEntries(tmplIds.map((id) => [id, subscription(id)])),
  )
  define('getLocation', async () => {
    await privacy.require('getLocation')
    if (mock.auth['scope.userLocation'] === false) refuse('getLocation:fail auth deny')
    if (!mock.location) refuse('getLocation:fail system permission denied')
    return {
      speed: -1,
      altitude: 0,
      verticalAccuracy: 0,
      horizontalAccuracy: mock.location.accuracy,
      ...mock.location,
    }
  })
  define('chooseLocation', () => ({ name: '村委会', address: '示例村', ...mock.location }))
  define('openLocation', () => ({}))
}
