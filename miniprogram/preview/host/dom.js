/** Create an element with a class and a text. */
export function element(tag, className, text) {
  const created = document.createElement(tag)
  if (className) created.className = className
  if (text !== undefined) created.textContent = text
  return created
}

/** `backgroundColor` → `background-color`. */
export function kebab(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** rpx and vh in an inline style, which the compiler never sees. */
export function inlineUnits(style) {
  if (typeof style !== 'string') return style
  return style
    .replace(/(-?\d*\.?\d+)rpx\b/g, 'calc(var(--rpx)*$1)')
    .replace(/(-?\d*\.?\d+)vh\b/g, 'calc(var(--wvh)*$1)')
}
