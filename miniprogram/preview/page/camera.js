/** A phone's camera: reads the code another phone shows, or a picture of one. */
import jsqr from 'jsqr'

const decode = jsqr.default ?? jsqr
const DARK = /^rgba?\((\d+), (\d+), (\d+)(?:, 1)?\)$/
const DARKEST = 60
const SCALE = 2

/** @returns {string | null} what a picture says */
function read(canvas) {
  const { width, height } = canvas
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height)
  return decode(data, width, height)?.data || null
}

function canvasOf(width, height) {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  return { canvas, context }
}

function isDark(color) {
  const [, ...parts] = color.match(DARK) ?? []
  return parts.length === 3 && parts.every((part) => Number(part) < DARKEST)
}

/** A box in whole pixels of the canvas: neighbours must touch without a seam. */
function pixelsOf({ left, top, right, bottom }) {
  const [x, y] = [Math.round(left * SCALE), Math.round(top * SCALE)]
  return [x, y, Math.round(right * SCALE) - x, Math.round(bottom * SCALE) - y]
}

/** Look at the screen of a phone on this page. The app draws codes as dark boxes or as pictures. */
export function readScreen(frame) {
  const screen = frame.contentWindow
  const { canvas, context } = canvasOf(screen.innerWidth * SCALE, screen.innerHeight * SCALE)
  context.fillStyle = '#000'
  const page = screen.document.querySelector('.mp-frame:not([hidden])')
  for (const element of page?.querySelectorAll('*') ?? []) {
    const box = element.getBoundingClientRect()
    if (!box.width || !box.height) continue
    if (element.localName === 'img' && element.complete && element.naturalWidth)
      context.drawImage(element, ...pixelsOf(box))
    else if (isDark(screen.getComputedStyle(element).backgroundColor)) context.fillRect(...pixelsOf(box))
  }
  return read(canvas)
}

/** Read a picture file. @returns {Promise<string | null>} */
export async function readPicture(file) {
  const picture = await createImageBitmap(file)
  const { canvas, context } = canvasOf(picture.width, picture.height)
  context.drawImage(picture, 0, 0)
  return read(canvas)
}
