/** Moving between pages, and what a page can change on its frame. */
import { setBadge } from '../frame.js'
import { back, callPage, open, stack, top } from '../router.js'
import { refuse } from './callable.js'

function pageScrollTo({ scrollTop, selector, offsetTop = 0 }) {
  const { scroller } = top().frame
  const target = selector && scroller.querySelector(selector)
  const y = target
    ? scroller.scrollTop +
      target.getBoundingClientRect().top -
      scroller.getBoundingClientRect().top +
      offsetTop
    : scrollTop
  scroller.scrollTo({ top: y })
}

export function addNavigation(wx, define) {
  for (const kind of ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch'])
    define(kind, (options) => {
      if (!options.url)
        refuse(`${kind}:fail parameter error: parameter.url should be String instead of Undefined;`)
      return open(kind, options)
    })
  define('navigateBack', ({ delta = 1 }) => {
    if (stack.length < 2) refuse('navigateBack:fail cannot navigate back at first page.')
    back(delta)
  })
  define('setNavigationBarTitle', ({ title }) => {
    if (top()) top().frame.title.textContent = title
  })
  define('setNavigationBarColor', ({ backgroundColor, frontColor }) => {
    if (!top()) return
    top().frame.navigation.style.background = backgroundColor
    top().frame.navigation.style.color = frontColor
  })
  define('pageScrollTo', pageScrollTo)
  define('startPullDownRefresh', () => {
    if (top().config.enablePullDownRefresh) callPage(top(), 'onPullDownRefresh')
  })
  define('setTabBarBadge', ({ index, text }) => setBadge(index, text))
  define('removeTabBarBadge', ({ index }) => setBadge(index))
  define('showTabBarRedDot', ({ index }) => setBadge(index, ''))
  define('hideTabBarRedDot', ({ index }) => setBadge(index))
}
