/**
 * How a built-in component is made: a glass-easel component whose host element is `<wx-NAME>` and whose inside is
 * built by hand. Besides its own properties each has `hidden`, `aria-*` and `animation`.
 */
import * as glassEasel from 'glass-easel'
import { inlineUnits } from '../dom.js'

const ARIA = [
  'Role',
  'Label',
  'Labelledby',
  'Describedby',
  'Hidden',
  'Checked',
  'Disabled',
  'Selected',
  'Expanded',
  'Pressed',
  'Live',
  'Modal',
  'Busy',
  'Controls',
  'Haspopup',
  'Required',
  'Invalid',
  'Valuenow',
  'Valuemin',
  'Valuemax',
  'Valuetext',
  'Level',
  'Current',
  'Readonly',
  'Atomic',
  'Roledescription',
  'Posinset',
  'Setsize',
  'Owns',
  'Multiline',
  'Multiselectable',
  'Orientation',
  'Sort',
  'Activedescendant',
]
/** WeChat's role names that ARIA has under another one. */
const ROLES = { image: 'img', header: 'heading' }
const HOVER_MS = 70

export const ANY = null

/** The space of all built-ins, and the definitions by tag. */
const space = new glassEasel.ComponentSpace('')
export const definitions = {}

/** Create an element and set its properties. */
export function make(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties)
}

/** Set, or remove when there is nothing to say, an attribute of a component's host element. */
export function setAttribute(component, name, value) {
  const host = component.$$
  if (!host) return
  if (value === false || value == null || value === '') host.removeAttribute(name)
  else host.setAttribute(name, value === true ? '' : value)
}

/** Send an event of a built-in; these do not bubble. */
export function fire(component, name, detail = {}, options = {}) {
  component.triggerEvent(name, detail, { bubbles: false, composed: false, ...options })
}

/** The path of the component whose template a built-in stands in. */
export function templateOf(component) {
  return component.ownerShadowRoot?.getHostNode()?.is || ''
}

/** All glass-easel elements inside a host element for which `isWanted` holds. */
export function descendants(host, isWanted = () => true) {
  return Array.from(host.querySelectorAll('*'), (node) => node.__wxElement).filter(
    (found) => found && isWanted(found),
  )
}

export function isKind(kind) {
  return (component) => component.__kind === kind
}

function ariaProperties() {
  const properties = {}
  for (const name of ARIA)
    properties[`aria${name}`] = {
      type: ANY,
      observer(value) {
        if (name === 'Role') setAttribute(this, 'role', ROLES[value] || value)
        else
          setAttribute(
            this,
            `aria-${name.toLowerCase()}`,
            value == null || value === '' ? null : String(value),
          )
      },
    }
  return properties
}

const BASE = {
  ...ariaProperties(),
  hidden: {
    type: Boolean,
    observer(value) {
      setAttribute(this, 'wx-hidden', value)
    },
  },
  animation: {
    type: ANY,
    observer(value) {
      playAnimation(this.$$, value)
    },
  },
}

/** Play what `wx.createAnimation().export()` returned. */
function playAnimation(host, animation) {
  let start = 0
  for (const { option, animates } of animation?.actions || []) {
    const { duration, timingFunction, delay } = option.transition
    setTimeout(() => {
      host.style.transition = `all ${duration}ms ${timingFunction} ${delay}ms`
      host.style.transformOrigin = option.transformOrigin
      const transforms = []
      for (const { type, args } of animates)
        if (type === 'style') host.style.setProperty(args[0], inlineUnits(String(args[1])))
        else transforms.push(`${type}(${args.map((value) => withUnit(type, value)).join(',')})`)
      if (transforms.length) host.style.transform = transforms.join(' ')
    }, start + 16)
    start += duration + delay
  }
}

function withUnit(type, value) {
  if (typeof value !== 'number') return value
  if (type.startsWith('translate')) return `${value}px`
  return /^(rotate|skew)/.test(type) ? `${value}deg` : value
}

export function hoverProperties(byDefault) {
  return {
    hoverClass: { type: String, value: byDefault },
    hoverStopPropagation: Boolean,
    hoverStartTime: { type: Number, value: 20 },
    hoverStayTime: { type: Number, value: HOVER_MS },
  }
}

/** Add `hover-class` while a finger is on the component. */
export function followFinger(component) {
  const host = component.$$
  const press = () => {
    const { hoverClass, disabled } = component.data
    if (hoverClass && hoverClass !== 'none' && !disabled) component.setNodeClass(hoverClass, 3)
  }
  const release = () => setTimeout(() => component.setNodeClass('', 3), HOVER_MS)
  for (const type of ['touchstart', 'mousedown']) host.addEventListener(type, press, { passive: true })
  for (const type of ['touchend', 'touchcancel', 'mouseup', 'mouseleave'])
    host.addEventListener(type, release)
}

/** A property with its type, default and observer, however shortly it was written. */
function asProperty(short) {
  return short && typeof short === 'object' ? short : { type: short }
}

/**
 * Define a built-in.
 * @param {string} name its tag
 * @param {object} properties as in `Component({properties})`; a bare type is enough
 * @param {{created?, attached?, detached?, on?, methods?}} behaviour `created(host)` builds the inside; `on[property]`
 *   runs when that property changes, only after `created`
 */
export function define(name, properties = {}, { created, attached, detached, on = {}, methods = {} } = {}) {
  const all = { ...BASE }
  for (const property in properties) all[property] = asProperty(properties[property])
  for (const property in on) {
    const { observer, ...rest } = all[property] || { type: ANY }
    all[property] = {
      ...rest,
      observer(value, previous) {
        observer?.call(this, value, previous)
        if (this.__isBuilt) on[property].call(this, value, previous)
      },
    }
  }
  definitions[name] = space.defineComponent({
    is: `wx:${name}`,
    options: { virtualHost: false, propertyEarlyInit: false },
    properties: all,
    data: {},
    methods,
    lifetimes: {
      created() {
        this.__kind = name
        if (!this.$$) return
        created?.call(this, this.$$)
        this.__isBuilt = true
      },
      attached() {
        attached?.call(this, this.$$)
      },
      detached() {
        detached?.call(this, this.$$)
      },
    },
  })
}
