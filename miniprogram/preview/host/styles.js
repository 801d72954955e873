/** Style isolation: each isolated component gets a prefix for its classes; page styles stay inside their page. */
import { element } from './dom.js'

const { styles } = window.__MP__
const anchor = document.createComment('page styles follow')
let scopes = 0

/** Insert app.wxss; component styles come before the anchor, page styles after it, as WeChat orders them. */
export function injectAppStyle() {
  const sheet = element('style')
  sheet.textContent = (styles.app || '').replaceAll('__S__', '')
  document.head.append(sheet, anchor)
}

/** Decide the isolation of a component from its JSON and from the options in its script. */
export function isolationOf(json, options, isPage) {
  const declared = json.styleIsolation ?? options.styleIsolation
  if (declared) return declared
  if (isPage && !json.component) return 'shared'
  if (json.addGlobalClass ?? options.addGlobalClass) return 'apply-shared'
  return isPage ? 'shared' : 'isolated'
}

/** A new class prefix, or undefined when the component shares everybody's styles. */
export function scopeFor(isolation) {
  const isScoped = !/shared$/.test(isolation) || /apply/.test(isolation)
  return isScoped ? `c${(scopes++).toString(36)}` : undefined
}

export function injectStyle(path, scope, isPage) {
  if (!styles[path]) return
  const css = styles[path].replaceAll('__S__', scope ? `${scope}--` : '').replaceAll('__H__', scope || path)
  const sheet = element('style')
  sheet.dataset.path = path
  sheet.textContent = isPage ? `@scope (wx-page[is="${path}"]){${css}}` : css
  if (isPage) document.head.append(sheet)
  else document.head.insertBefore(sheet, anchor)
}
