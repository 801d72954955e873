/** WXS event handlers and `change:prop` observers get ComponentDescriptors, not elements. */
import * as glassEasel from 'glass-easel'
import { inlineUnits, kebab } from './dom.js'

const descriptors = new WeakMap()

class ComponentDescriptor {
  #element
  #state = {}
  #classes = new Set()
  #style = {}

  constructor(target) {
    this.#element = target
  }

  #find(selector) {
    const target = this.#element
    const root = (glassEasel.Component.isComponent(target) && target.getShadowRoot()) || target
    const inside = target.__kind ? [] : root.querySelectorAll(selector)
    return [...inside, ...(target.querySelectorAll ? target.querySelectorAll(selector) : [])]
  }

  selectComponent(selector) {
    return describe(this.#find(selector)[0])
  }

  selectAllComponents(selector) {
    return this.#find(selector).map(describe)
  }

  setStyle(style) {
    if (typeof style === 'string') this.#element.setNodeStyle(inlineUnits(style), 1)
    else {
      Object.assign(this.#style, style)
      const text = Object.entries(this.#style).map(([name, value]) => `${kebab(name)}:${value}`)
      this.#element.setNodeStyle(inlineUnits(text.join(';')), 1)
    }
    return this
  }

  addClass(names) {
    names.split(/\s+/).forEach((name) => this.#classes.add(name))
    return this.#applyClasses()
  }

  removeClass(names) {
    names.split(/\s+/).forEach((name) => this.#classes.delete(name))
    return this.#applyClasses()
  }

  #applyClasses() {
    this.#element.setNodeClass([...this.#classes].join(' '), 1)
    return this
  }

  hasClass(name) {
    const names = this.#element.$$?.className.split(/\s+/) || []
    return names.some((found) => found === name || found.endsWith(`--${name}`))
  }

  getDataset() {
    return this.#element.dataset || {}
  }

  getState() {
    return this.#state
  }

  callMethod(name, argument) {
    const caller = this.#element.getMethodCaller?.() || this.#element
    return caller[name]?.(argument)
  }

  triggerEvent(name, detail, options) {
    this.#element.triggerEvent(name, detail, options || {})
  }

  getComputedStyle(names) {
    const style = getComputedStyle(this.#element.$$)
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(kebab(name))]))
  }

  getBoundingClientRect() {
    return this.#element.$$.getBoundingClientRect()
  }

  requestAnimationFrame(callback) {
    return requestAnimationFrame(callback)
  }

  setTimeout(callback, delay) {
    return setTimeout(callback, delay)
  }

  clearTimeout(timer) {
    clearTimeout(timer)
  }
}

function describe(target) {
  if (!target) return null
  const node = target._$ || target
  if (!descriptors.has(node)) descriptors.set(node, new ComponentDescriptor(node))
  return descriptors.get(node)
}

const methodOf = new WeakMap()

/** A function that is not a method of the component that binds it is a WXS function. */
function isMethod(component, callback) {
  if (!methodOf.has(callback)) {
    let found = false
    for (const name in component)
      // inherited ones too
      if (name !== 'data' && name !== 'properties' && component[name] === callback) found = true
    methodOf.set(callback, found)
  }
  return methodOf.get(callback)
}

/** Install the two hooks the compiled templates call (compiler/templates.js). */
export function installWxsBridge() {
  // WeChat runs change:prop after the node is built
  window.__wxsProp = (observer) => (value, previous, host, target) =>
    requestAnimationFrame(() => observer(value, previous, describe(host), describe(target)))
  window.__wxsEvent = (caller, event, callback, path) => {
    if (!path && isMethod(caller, callback)) return callback.apply(caller, [event])
    const described = Object.create(event)
    described.instance = describe(event.currentTarget)
    return callback(described, describe(caller))
  }
}
