/** Start the phone: globals first, then the app's own script, then its first page. */
import * as glassEasel from 'glass-easel'
import { listenForFingers } from './touch.js'
import { installClock } from './clock.js'
import { reflectIdsAndDatasets } from './reflection.js'
import { installWxsBridge } from './wxs.js'
import { injectAppStyle } from './styles.js'
import { requireModule } from './modules.js'
import { errors, guarded, warnings } from './record.js'
import { callPage, open, parseUrl, stack, top } from './router.js'
import { createWx } from './wx/index.js'

const { app: config, entry, pages, options } = window.__MP__

installClock()
reflectIdsAndDatasets()
installWxsBridge()
injectAppStyle()
listenForFingers()

let app
window.App = (definition) => {
  app = definition
}
window.getApp = () => app
window.getCurrentPages = () => stack.map((open) => open.page)
window.global = window
window.requirePlugin = () => {
  throw new Error('requirePlugin is not available in the preview')
}
window.__preview = {
  glassEasel,
  stack,
  page: () => top()?.page,
  errors: () => errors,
  warnings: () => warnings,
}

const first = location.hash.length > 1 ? `/${location.hash.slice(1)}` : `/${config.entryPagePath || pages[0]}`
const launch = { ...parseUrl(first), scene: options.scene || 1001, referrerInfo: {} }
window.wx = createWx({ launch })

guarded('app script', () => requireModule(entry.app))
guarded('App.onLaunch', () => app?.onLaunch?.(launch))
guarded('App.onShow', () => app?.onShow?.(launch))
guarded('first page', () => open('reLaunch', { url: first }))

document.addEventListener('visibilitychange', () => {
  const name = document.hidden ? 'onHide' : 'onShow'
  guarded(`App.${name}`, () => app?.[name]?.(launch))
  if (top()) callPage(top(), name)
})
document.documentElement.dataset.mpReady = '1'
