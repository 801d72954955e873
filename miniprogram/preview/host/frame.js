/** The phone around a page: navigation bar, scroller, tab bar. */
import { assetUrl } from './assets.js'
import { element } from './dom.js'

const { app, theme } = window.__MP__
const badges = {}

/** A colour of app.json, which may be a variable of theme.json. */
function themed(value) {
  if (!value?.startsWith('@')) return value
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  return theme[isDark ? 'dark' : 'light']?.[value.slice(1)]
}

/** @returns {{root, navigation, title, scroller}} the parts of a page's frame, not yet in the document */
export function createFrame(path, config, { hasBack, onBack, onTab }) {
  const root = element('div', 'mp-frame')
  root.dataset.page = path
  if (config.navigationStyle === 'custom') root.classList.add('custom-nav')
  const { navigation, title } = createNavigation(config, hasBack, onBack)
  const view = element('main', 'mp-webview')
  const scroller = element('div', 'mp-scroller')
  scroller.tabIndex = 0
  scroller.setAttribute('role', 'region')
  scroller.setAttribute('aria-label', '页面内容')
  scroller.style.background = themed(config.backgroundColor) || ''
  view.append(scroller)
  root.append(navigation, view)
  if (isTab(path) && !app.tabBar.custom) root.append(createTabBar(path, onTab))
  new ResizeObserver(() => {
    if (view.clientHeight) view.style.setProperty('--wvh', `${view.clientHeight / 100}px`)
  }).observe(view)
  return { root, navigation, title, scroller }
}

function createNavigation(config, hasBack, onBack) {
  const navigation = element('header', 'mp-nav')
  navigation.style.background = themed(config.navigationBarBackgroundColor) || '#000000'
  navigation.style.color = themed(config.navigationBarTextStyle) === 'black' ? '#000' : '#fff'
  const back = element('button', 'mp-back', '‹')
  back.setAttribute('aria-label', '返回')
  back.hidden = !hasBack
  back.onclick = onBack
  const title = element('h1', 'mp-title', config.navigationBarTitleText || '')
  const capsule = element('span', 'mp-capsule', '•••')
  capsule.setAttribute('aria-hidden', 'true')
  navigation.append(back, title, capsule)
  return { navigation, title }
}

export function isTab(path) {
  return (app.tabBar?.list || []).some((tab) => tab.pagePath === path)
}

function createTabBar(current, onTab) {
  const { tabBar } = app
  const bar = element('nav', 'mp-tab')
  bar.style.background = themed(tabBar.backgroundColor) || '#fff'
  bar.setAttribute('aria-label', '标签栏')
  tabBar.list.forEach((tab, index) => {
    const isCurrent = tab.pagePath === current
    const button = element('button')
    button.dataset.tab = tab.pagePath
    button.style.color = isCurrent
      ? themed(tabBar.selectedColor) || '#07c160'
      : themed(tabBar.color) || '#767676'
    if (isCurrent) button.setAttribute('aria-current', 'page')
    if (tab.iconPath) {
      const icon = element('img')
      icon.alt = ''
      icon.src = assetUrl(`/${themed(isCurrent ? tab.selectedIconPath || tab.iconPath : tab.iconPath)}`)
      button.append(icon)
    }
    button.append(element('span', '', tab.text))
    button.onclick = () => onTab(index, tab)
    bar.append(button)
  })
  return bar
}

/** Set or, without a text, remove the badge of a tab. */
export function setBadge(index, text) {
  if (text === undefined) delete badges[index]
  else badges[index] = text
  drawBadges()
}

export function drawBadges() {
  for (const button of document.querySelectorAll('.mp-tab button')) {
    button.querySelector('i')?.remove()
    const index = app.tabBar.list.findIndex((tab) => tab.pagePath === button.dataset.tab)
    if (badges[index] !== undefined) button.append(element('i', '', badges[index]))
  }
}
