/** `<text>`, `<icon>`, `<rich-text>`. */
import { ANY, define, make, setAttribute } from './define.js'
import { inlineUnits } from '../dom.js'

define(
  'text',
  {
    selectable: Boolean,
    userSelect: Boolean,
    space: String,
    decode: Boolean,
    numberOfLines: Number,
    overflow: String,
    maxLines: Number,
  },
  {
    on: {
      selectable(value) {
        setAttribute(this, 'selectable', value)
      },
      userSelect(value) {
        setAttribute(this, 'selectable', value)
      },
      space(value) {
        this.$$.style.whiteSpace = value ? 'pre-wrap' : ''
      },
    },
  },
)

const SIGNS = {
  success: '✔',
  success_no_circle: '✔',
  info: 'ℹ',
  warn: '⚠',
  waiting: '◷',
  cancel: '✖',
  download: '⬇',
  search: '⌕',
  clear: '✖',
}

function drawIcon() {
  const { type, size, color } = this.data
  this.$$.textContent = SIGNS[type] || '•'
  this.$$.style.fontSize = `${size}px`
  this.$$.style.color = color || '#09bb07'
}

define(
  'icon',
  { type: String, size: { type: ANY, value: 23 }, color: String },
  { created: drawIcon, on: { type: drawIcon, size: drawIcon, color: drawIcon } },
)

const FORBIDDEN = 'script,iframe,form,input,style,link,meta,object'

function fromHtml(html) {
  const template = make('template', { innerHTML: html })
  template.content.querySelectorAll(FORBIDDEN).forEach((node) => node.remove())
  for (const node of template.content.querySelectorAll('*'))
    for (const { name } of [...node.attributes]) if (/^on/i.test(name)) node.removeAttribute(name)
  return [template.content]
}

function fromNodes(nodes = []) {
  return nodes.map((node) => {
    if (node.type === 'text' || node.text !== undefined) return document.createTextNode(node.text)
    const created = make(node.name)
    for (const [name, value] of Object.entries(node.attrs || {}))
      created.setAttribute(name, inlineUnits(value))
    created.append(...fromNodes(node.children))
    return created
  })
}

define(
  'rich-text',
  { nodes: ANY, space: String, userSelect: Boolean, mode: String },
  {
    on: {
      nodes(nodes) {
        this.$$.replaceChildren(...(typeof nodes === 'string' ? fromHtml(nodes) : fromNodes(nodes)))
      },
    },
  },
)
