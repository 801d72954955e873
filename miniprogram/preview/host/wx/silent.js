/** What a desktop browser has no use for: these calls succeed, are logged, and do nothing. */
const CALLS = [
  'addPhoneCalendar',
  'addPhoneContact',
  'getScreenBrightness',
  'hideHomeButton',
  'hideKeyboard',
  'hideNavigationBarLoading',
  'hideShareMenu',
  'hideTabBar',
  'loadFontFace',
  'makePhoneCall',
  'navigateToMiniProgram',
  'openAppAuthorizeSetting',
  'openDocument',
  'previewImage',
  'previewMedia',
  'reportEvent',
  'setBackgroundColor',
  'setBackgroundTextStyle',
  'setKeepScreenOn',
  'setScreenBrightness',
  'setTabBarItem',
  'setTabBarStyle',
  'setVisualEffectOnCapture',
  'shareFileMessage',
  'showNavigationBarLoading',
  'showShareMenu',
  'showTabBar',
  'stopPullDownRefresh',
  'updateShareMenu',
  'vibrateLong',
  'vibrateShort',
]
const EVENTS = [
  'AppHide',
  'AppShow',
  'Error',
  'KeyboardHeightChange',
  'MemoryWarning',
  'NetworkWeakChange',
  'PageNotFound',
  'ThemeChange',
  'UnhandledRejection',
  'UserCaptureScreen',
  'WindowResize',
]

function logger() {
  const log = { addFilterMsg() {}, setFilterMsg() {}, tag: () => log }
  for (const level of ['log', 'debug', 'info', 'warn', 'error']) log[level] = () => {}
  return log
}

export function addSilent(wx, define) {
  for (const name of CALLS) define(name, () => ({}))
  for (const name of EVENTS) {
    wx[`on${name}`] = () => {}
    wx[`off${name}`] = () => {}
  }
  wx.getLogManager = wx.getRealtimeLogManager = logger
  wx.reportPerformance = wx.reportAnalytics = () => {}
}
