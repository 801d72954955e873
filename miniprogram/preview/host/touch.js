/** Mouse and keyboard as fingers: a desktop browser has neither touches nor long presses. */
import { dispatch } from './backend.js'

const LONG_PRESS_MS = 350
const STILL_PX = 3
const KEYBOARD_TARGETS = 'wx-button,wx-navigator,[role=button],[role=link]'

let pressed = null
let longPressTimer
let hasFingers = false

/** The glass-easel element a DOM node belongs to. */
export function ownerOf(node) {
  while (node && !node.__wxElement) node = node.parentNode
  return node?.__wxElement
}

function startLongPress(target, x, y) {
  clearTimeout(longPressTimer)
  const owner = ownerOf(target)
  if (!owner) return
  longPressTimer = setTimeout(() => {
    dispatch(owner, 'longpress', { x, y })
    dispatch(owner, 'longtap', { x, y })
  }, LONG_PRESS_MS)
}

function asTouch(event, type) {
  const { pageX, pageY, clientX, clientY } = event
  const touch = { identifier: 0, pageX, pageY, clientX, clientY }
  const originalEvent = { touches: type === 'touchend' ? [] : [touch], changedTouches: [touch] }
  if (pressed) dispatch(pressed, type, {}, { originalEvent })
}

function onMouseDown(event) {
  if (hasFingers) return
  pressed = ownerOf(event.target)
  startLongPress(event.target, event.clientX, event.clientY)
  asTouch(event, 'touchstart')
}

function onMouseMove(event) {
  if (hasFingers || !pressed) return
  if (Math.abs(event.movementX) + Math.abs(event.movementY) > STILL_PX) clearTimeout(longPressTimer)
  asTouch(event, 'touchmove')
}

function onMouseUp(event) {
  clearTimeout(longPressTimer)
  if (hasFingers || !pressed) return
  asTouch(event, 'touchend')
  pressed = null
}

function onKeyDown(event) {
  const { target } = event
  if ((event.key !== 'Enter' && event.key !== ' ') || !target.matches?.(KEYBOARD_TARGETS)) return
  event.preventDefault()
  const owner = ownerOf(target)
  if (owner) dispatch(owner, 'tap', { x: 0, y: 0 })
}

/** Start listening; once per page. */
export function listenForFingers() {
  addEventListener(
    'touchstart',
    (event) => {
      hasFingers = true
      startLongPress(event.target, event.touches[0].clientX, event.touches[0].clientY)
    },
    true,
  )
  for (const type of ['touchmove', 'touchend', 'touchcancel'])
    addEventListener(type, () => clearTimeout(longPressTimer), true)
  addEventListener('mousedown', onMouseDown, true)
  addEventListener('mousemove', onMouseMove, true)
  addEventListener('mouseup', onMouseUp, true)
  addEventListener('keydown', onKeyDown)
}
