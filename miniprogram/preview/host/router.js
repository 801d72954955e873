/** The page stack and WeChat's five ways to move on it. */
import { createRoot, mountRoot, unmountRoot } from './codespace.js'
import { element } from './dom.js'
import { createFrame, drawBadges, isTab } from './frame.js'
import { guarded } from './record.js'

const { app, pages, components } = window.__MP__
const DEEPEST = 10
const REACH_BOTTOM_PX = 50

const phone = document.getElementById('phone')

/** @typedef {{path, query, frame, component, page, config}} Entry one open page */
/** @type {Entry[]} */
export const stack = []
/** Tab pages stay alive while another tab is shown. */
const keptTabs = {}

export const top = () => stack[stack.length - 1]

/** Call a lifecycle function of a page, if it has it. */
export function callPage(entry, name, ...rest) {
  return guarded(`${entry.path} ${name}`, () => entry.page[name]?.(...rest))
}

/** `pages/a/a?x=1` → path and query; relative addresses start at `base`. Values stay encoded, as in WeChat. */
export function parseUrl(url, base = '') {
  const [address, search = ''] = url.split('?')
  const path = address.startsWith('/')
    ? address.slice(1)
    : new URL(address, `http://app/${base}`).pathname.slice(1)
  const pairs = search
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    })
  return { path: path.replace(/\.html$/, ''), query: Object.fromEntries(pairs) }
}

/** The channel between a page and the one that opened it. */
function createEventChannel() {
  const listeners = {}
  const channel = {
    on: (name, listener) => void (listeners[name] ||= []).push(listener),
    once(name, listener) {
      const once = (...rest) => {
        channel.off(name, once)
        listener(...rest)
      }
      channel.on(name, once)
    },
    off(name, listener) {
      listeners[name] = listener ? (listeners[name] || []).filter((known) => known !== listener) : []
    },
    emit: (name, ...rest) => [...(listeners[name] || [])].forEach((listener) => listener(...rest)),
  }
  return channel
}

function openPage(path, query, channel = createEventChannel()) {
  const config = { ...app.window, ...components[path].json }
  const frame = createFrame(path, config, {
    hasBack: stack.length > 0 && !isTab(path),
    onBack: () => back(1),
    onTab: (index, tab) => {
      open('switchTab', { url: `/${tab.pagePath}` })
      callPage(top(), 'onTabItemTap', { index, pagePath: tab.pagePath, text: tab.text })
    },
  })
  phone.append(frame.root)
  const component = createRoot('page', path)
  component.$$.setAttribute('is', path)
  const page = component.getMethodCaller()
  const entry = { path, query, frame, component, page, config }
  const tabBar = isTab(path) && app.tabBar.custom ? createCustomTabBar(frame.root) : null
  Object.assign(page, {
    route: path,
    __route__: path,
    options: query,
    pageRouter: window.wx,
    router: window.wx,
    getOpenerEventChannel: () => channel,
    getPageId: () => path,
    getTabBar(callback) {
      const bar = tabBar?.getMethodCaller() || null
      callback?.(bar)
      return bar
    },
  })
  const placeholder = element('span')
  frame.scroller.append(placeholder)
  stack.push(entry) // before mounting: components may ask for the current page while they are attached
  mountRoot(component, frame.scroller, placeholder)
  callPage(entry, 'onLoad', query)
  listenToScrolling(entry)
  requestAnimationFrame(() => requestAnimationFrame(() => callPage(entry, 'onReady')))
  return entry
}

function createCustomTabBar(parent) {
  const bar = createRoot('custom-tab-bar', 'custom-tab-bar/index')
  const [holder, placeholder] = [element('div'), element('span')]
  holder.append(placeholder)
  parent.append(holder)
  mountRoot(bar, holder, placeholder)
  return bar
}

function listenToScrolling(entry) {
  const { scroller } = entry.frame
  let wasNear = false
  scroller.addEventListener('scroll', () => {
    callPage(entry, 'onPageScroll', { scrollTop: scroller.scrollTop })
    const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
    const isNear = left <= (entry.config.onReachBottomDistance ?? REACH_BOTTOM_PX)
    if (isNear && !wasNear) callPage(entry, 'onReachBottom')
    wasNear = isNear
  })
}

function show(entry) {
  entry.frame.root.hidden = false
  entry.frame.root.querySelector('wx-page-meta')?.__wxElement.applyRootFontSize()
  callPage(entry, 'onShow')
  entry.component.triggerPageLifetime('show', [])
  const search = Object.entries(entry.query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  history.replaceState(null, '', `#${entry.path}${search ? `?${search}` : ''}`)
  drawBadges()
}

function hide(entry) {
  if (!entry) return
  entry.frame.root.hidden = true
  callPage(entry, 'onHide')
  entry.component.triggerPageLifetime('hide', [])
}

function close(entry) {
  callPage(entry, 'onUnload')
  unmountRoot(entry.component)
  entry.frame.root.remove()
}

function refuse(kind, reason) {
  throw { errMsg: `${kind}:fail ${reason}` }
}

function check(kind, path) {
  if (!pages.includes(path)) refuse(kind, `page "${path}" is not found`)
  if (['navigateTo', 'redirectTo'].includes(kind) && isTab(path))
    refuse(kind, `can not ${kind} a tabbar page`)
  if (kind === 'switchTab' && !isTab(path)) refuse(kind, 'can not switch to no-tabBar page')
  if (kind === 'navigateTo' && stack.length >= DEEPEST) refuse(kind, 'webview count limit exceed')
}

const MOVES = {
  navigateTo(path, query, options) {
    const channel = createEventChannel()
    for (const name in options.events || {}) channel.on(name, options.events[name])
    hide(top())
    show(openPage(path, query, channel))
    return { eventChannel: channel }
  },
  redirectTo(path, query) {
    close(stack.pop())
    show(openPage(path, query))
  },
  switchTab(path, query) {
    if (top()?.path === path) return
    while (stack.length > 1) close(stack.pop())
    const left = stack.pop()
    if (left && isTab(left.path)) {
      hide(left)
      keptTabs[left.path] = left
    } else if (left) close(left)
    if (keptTabs[path]) stack.push(keptTabs[path])
    else keptTabs[path] = openPage(path, query)
    show(keptTabs[path])
  },
  reLaunch(path, query) {
    while (stack.length) close(stack.pop())
    for (const tab in keptTabs) {
      if (keptTabs[tab].frame.root.isConnected) close(keptTabs[tab])
      delete keptTabs[tab]
    }
    const entry = openPage(path, query)
    if (isTab(path)) keptTabs[path] = entry
    show(entry)
  },
}

/** Move to a page as `wx[kind]` does. @throws {{errMsg: string}} as WeChat's fail callback gets it */
export function open(kind, options) {
  const { path, query } = parseUrl(options.url, top()?.path)
  check(kind, path)
  return MOVES[kind](path, query, options)
}

export function back(steps = 1) {
  const count = Math.min(steps, stack.length - 1)
  if (count <= 0) return
  for (let step = 0; step < count; step++) close(stack.pop())
  show(top())
}
