/** The phone itself: its sizes and settings, its camera as a code scanner, its clipboard. */
import { mock } from '../record.js'
import { top } from '../router.js'
import { refuse } from './callable.js'
import { openDialog, showToast } from './dialogs.js'

const { options: settings } = window.__MP__
const NAVIGATION_PX = 44
const BASE_FONT = 16

function windowInfo() {
  const safeArea = {
    left: 0,
    right: innerWidth,
    top: 0,
    bottom: innerHeight,
    width: innerWidth,
    height: innerHeight,
  }
  return {
    pixelRatio: devicePixelRatio,
    screenWidth: innerWidth,
    screenHeight: innerHeight,
    windowWidth: innerWidth,
    windowHeight: top()?.frame.scroller.clientHeight || innerHeight - NAVIGATION_PX,
    statusBarHeight: 0,
    screenTop: NAVIGATION_PX,
    safeArea,
  }
}

function deviceInfo() {
  return {
    brand: 'preview',
    model: 'browser',
    system: mock.system || 'Android 12',
    platform: mock.platform || 'android',
    benchmarkLevel: 20,
    abi: 'arm64',
    memorySize: 3072,
    cpuType: '',
  }
}

function baseInfo() {
  const fontSizeSetting = mock.fontSizeSetting || BASE_FONT
  return {
    SDKVersion: settings.sdkVersion || '3.8.12',
    version: '8.0.56',
    language: 'zh_CN',
    enableDebug: false,
    host: { env: 'WeChat', appId: '' },
    theme: mock.theme || 'light',
    fontSizeSetting,
    fontSizeScaleFactor: fontSizeSetting / BASE_FONT,
  }
}

/** What a scan reads: told by a test, by the page around the phone, or typed in. `null` is a cancelled scan. */
async function scannedText() {
  const source = typeof mock.scanCode === 'function' ? await mock.scanCode() : mock.scanCode
  if (source === null) refuse('scanCode:fail cancel')
  if (source !== undefined) return String(source)
  const { confirm, content } = await openDialog({ title: '扫码（浏览器里请粘贴码的内容）', hasInput: true })
  if (!confirm || !content) refuse('scanCode:fail cancel')
  return content.trim()
}

export function addDevice(wx, define, launch) {
  wx.getWindowInfo = windowInfo
  wx.getDeviceInfo = deviceInfo
  wx.getAppBaseInfo = baseInfo
  wx.getSystemSetting = () => ({ bluetoothEnabled: true, locationEnabled: true, wifiEnabled: true })
  wx.getAppAuthorizeSetting = () => ({ cameraAuthorized: 'authorized', locationAuthorized: 'authorized' })
  wx.getSystemInfoSync = () => ({ ...windowInfo(), ...deviceInfo(), ...baseInfo() })
  define('getSystemInfo', wx.getSystemInfoSync)
  wx.getMenuButtonBoundingClientRect = () => ({
    width: 87,
    height: 32,
    top: 6,
    bottom: 38,
    left: innerWidth - 94,
    right: innerWidth - 7,
  })
  wx.getAccountInfoSync = () => ({
    miniProgram: {
      appId: settings.appid || 'preview',
      envVersion: mock.envVersion || 'develop',
      version: '',
    },
    plugin: {},
  })
  wx.getLaunchOptionsSync = wx.getEnterOptionsSync = () => launch
  define('getBatteryInfo', () => ({ level: 80, isCharging: false }))
  define('scanCode', async () => {
    if (mock.auth['scope.camera'] === false) refuse('scanCode:fail auth deny')
    return { result: await scannedText(), scanType: 'QR_CODE', charSet: 'utf-8', path: '', rawData: '' }
  })
  let clipboard = ''
  define('setClipboardData', async ({ data }) => {
    await wx.__requirePrivacy('setClipboardData')
    clipboard = data
    showToast({ title: '内容已复制', icon: 'none' })
  })
  define('getClipboardData', async () => {
    await wx.__requirePrivacy('getClipboardData')
    return { data: clipboard }
  })
  wx.getUpdateManager = () => ({
    onCheckForUpdate: (listener) => setTimeout(() => listener({ hasUpdate: Boolean(mock.hasUpdate) })),
    onUpdateReady: (listener) => mock.hasUpdate && setTimeout(listener),
    onUpdateFailed() {},
    applyUpdate: () => window.location.reload(),
  })
}
