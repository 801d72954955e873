/** Helpers of the view layer: queries, observers, animations. */
import { top } from '../router.js'

const TRANSFORMS = [
  'rotate',
  'rotateX',
  'rotateY',
  'rotateZ',
  'rotate3d',
  'scale',
  'scaleX',
  'scaleY',
  'scaleZ',
  'scale3d',
  'translate',
  'translateX',
  'translateY',
  'translateZ',
  'translate3d',
  'skew',
  'skewX',
  'skewY',
  'matrix',
  'matrix3d',
]
const STYLES = ['opacity', 'backgroundColor', 'width', 'height', 'left', 'right', 'top', 'bottom']

function createAnimation(options = {}) {
  const defaults = {
    duration: 400,
    timingFunction: 'linear',
    delay: 0,
    transformOrigin: '50% 50% 0',
    ...options,
  }
  const steps = []
  let animates = []
  const animation = {
    step(own = {}) {
      const { transformOrigin, duration, timingFunction, delay } = { ...defaults, ...own }
      steps.push({ animates, option: { transformOrigin, transition: { duration, timingFunction, delay } } })
      animates = []
      return animation
    },
    export: () => ({ actions: steps.splice(0) }),
  }
  for (const type of TRANSFORMS)
    animation[type] = (...args) => {
      animates.push({ type, args })
      return animation
    }
  for (const name of STYLES)
    animation[name] = (value) => {
      const text = typeof value === 'number' && name !== 'opacity' ? `${value}px` : value
      animates.push({
        type: 'style',
        args: [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), text],
      })
      return animation
    }
  return animation
}

export function addView(wx) {
  wx.nextTick = (callback) => Promise.resolve().then(callback)
  wx.createSelectorQuery = () =>
    top() ? top().page.createSelectorQuery() : { in: (component) => component.createSelectorQuery() }
  wx.createIntersectionObserver = (component, options) =>
    (component || top().page).createIntersectionObserver(options)
  wx.createMediaQueryObserver = () => ({ observe() {}, disconnect() {} })
  wx.createAnimation = createAnimation
}
