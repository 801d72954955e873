/** `<button>` with its open types, and `<navigator>`. */
import { calls, mock } from '../record.js'
import { user } from '../wx/account.js'
import { ANY, define, fire, followFinger, hoverProperties, setAttribute } from './define.js'

const AVATAR =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="80" height="80"%3E%3Crect width="80" height="80" fill="%2314633f"/%3E%3C/svg%3E'

/** A code for the number behind this WeChat user: given by the test, or asked from the WeChat sandbox. */
async function phoneCode() {
  const { phoneUrl } = window.__MP__.options
  if (mock.phoneCode || !phoneUrl) return mock.phoneCode || 'preview-phone-code'
  const response = await fetch(phoneUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: user() }),
  })
  return (await response.json()).code
}

/** Needs the privacy agreement; whoever refuses that, or the number, gives no code. */
async function givePhoneNumber(button) {
  const errMsg = 'getPhoneNumber:fail user deny'
  try {
    await window.wx.__requirePrivacy('getPhoneNumber')
    const code = mock.phone === 'deny' ? undefined : await phoneCode()
    fire(button, 'getphonenumber', code ? { errMsg: 'getPhoneNumber:ok', code } : { errMsg })
  } catch (refusal) {
    fire(button, 'getphonenumber', refusal?.errMsg ? refusal : { errMsg })
  }
}

const OPEN_TYPES = {
  getPhoneNumber(button) {
    void givePhoneNumber(button)
  },
  chooseAvatar(button) {
    fire(button, 'chooseavatar', { avatarUrl: mock.avatar || AVATAR })
  },
  openSetting(button) {
    window.wx.openSetting({ success: (result) => fire(button, 'opensetting', result) })
  },
  agreePrivacyAuthorization(button) {
    window.wx.__agreePrivacy()
    fire(button, 'agreeprivacyauthorization', {})
  },
  share(button) {
    const target = { dataset: button.dataset, id: button.id }
    const card = window.__preview.page().onShareAppMessage?.({ from: 'button', target })
    calls.push({ api: 'share', args: card })
  },
  contact(button) {
    fire(button, 'contact', { errMsg: 'enterContact:ok', path: '', query: {} })
  },
}

function press(button) {
  const { disabled, openType, formType } = button.data
  if (disabled) return
  if (OPEN_TYPES[openType]) OPEN_TYPES[openType](button)
  else if (openType) calls.push({ api: `button.${openType}` })
  const form = formType && button.$$.closest('wx-form')?.__wxElement
  if (!form) return
  if (formType === 'submit') form.submit()
  else form.reset()
}

define(
  'button',
  {
    ...hoverProperties('button-hover'),
    size: String,
    type: String,
    plain: Boolean,
    disabled: Boolean,
    loading: Boolean,
    formType: String,
    openType: String,
    lang: String,
    sessionFrom: String,
    name: String,
    activityType: ANY,
  },
  {
    created(host) {
      host.setAttribute('role', 'button')
      host.tabIndex = 0
      followFinger(this)
      this.addListener('tap', () => press(this))
    },
    on: {
      type(value) {
        setAttribute(this, 'type', value === 'default' ? null : value)
      },
      size(value) {
        setAttribute(this, 'size', value)
      },
      plain(value) {
        setAttribute(this, 'plain', value)
      },
      loading(value) {
        setAttribute(this, 'loading', value)
        setAttribute(this, 'aria-busy', value ? 'true' : null)
      },
      disabled(value) {
        setAttribute(this, 'disabled', value)
        setAttribute(this, 'aria-disabled', value ? 'true' : null)
        this.$$.tabIndex = value ? -1 : 0
      },
    },
  },
)

const MOVES = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
}

function follow(navigator) {
  const { target, appId, path, openType, url, delta } = navigator.data
  if (target === 'miniProgram') return window.wx.navigateToMiniProgram({ appId, path })
  const report = (name) => (result) => fire(navigator, name, result)
  return window.wx[MOVES[openType]]?.({ url, delta, success: report('success'), fail: report('fail') })
}

define(
  'navigator',
  {
    ...hoverProperties('navigator-hover'),
    target: String,
    url: String,
    openType: { type: String, value: 'navigate' },
    delta: { type: Number, value: 1 },
    appId: String,
    path: String,
    extraData: ANY,
    version: String,
    shortLink: String,
  },
  {
    created(host) {
      host.setAttribute('role', 'link')
      host.tabIndex = 0
      followFinger(this)
      this.addListener('tap', () => follow(this))
    },
  },
)
