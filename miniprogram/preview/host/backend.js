/** The DOM as glass-easel sees it: WeChat's tags become `<wx-…>`, and events carry touches as WeChat's do. */
import * as glassEasel from 'glass-easel'
import { inlineUnits } from './dom.js'

const BUILTIN = new Set(BUILTIN_TAGS)

/** All other events come from the built-in components; listening natively as well would fire them twice. */
const NATIVE_EVENTS = new Set([
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
  'transitionend',
  'animationstart',
  'animationiteration',
  'animationend',
])

class PhoneBackend extends glassEasel.CurrentWindowBackendContext {
  constructor() {
    super()
    this.document = {
      createElement,
      createTextNode: (text) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    }
  }

  setListenerStats(target, type, capture, level) {
    if (NATIVE_EVENTS.has(type)) super.setListenerStats(target, type, capture, level)
  }
}

function createElement(tag) {
  const created = document.createElement(BUILTIN.has(tag) ? `wx-${tag}` : tag)
  const setAttribute = created.setAttribute.bind(created)
  created.setAttribute = (name, value) => setAttribute(name, name === 'style' ? inlineUnits(value) : value)
  return created
}

function touchOf(touch) {
  const { identifier = 0, pageX, pageY, clientX, clientY } = touch
  return { identifier, pageX, pageY, clientX, clientY, force: 1 }
}

function touchFields(type, detail, original) {
  if (!/^touch|tap|longpress|longtap/.test(type)) return {}
  const single =
    detail?.x === undefined
      ? []
      : [touchOf({ pageX: detail.x, pageY: detail.y, clientX: detail.x, clientY: detail.y })]
  return {
    touches: original?.touches ? Array.from(original.touches, touchOf) : single,
    changedTouches: original?.changedTouches ? Array.from(original.changedTouches, touchOf) : single,
  }
}

/** Send an event to a glass-easel element as if the phone had produced it. */
export function dispatch(target, type, detail, { originalEvent, bubbles = true, composed = true } = {}) {
  const event = new glassEasel.Event(type, /^touch/.test(type) ? {} : detail, {
    bubbles,
    composed,
    capturePhase: true,
    originalEvent,
    extraFields: touchFields(type, detail, originalEvent),
  })
  glassEasel.Event.dispatchEvent(target, event)
  return event.getEventBubbleStatus()
}

export const backend = new PhoneBackend()
backend.onEvent(dispatch)
