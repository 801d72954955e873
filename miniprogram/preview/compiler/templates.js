import { createRequire } from 'node:module'
import * as acorn from 'acorn'
import { isVendored, resolveFrom } from './source.js'
import { BUILTIN_TAGS, LANGUAGE_TAGS } from './tags.js'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')

/** Give WXS property observers and event handlers the component descriptors WeChat hands them (see host/wxs.js). */
const WXS_BRIDGE =
  'Q.A=function(f){return window.__wxsProp(f)};Q.C=function(a,b,c,d){return window.__wxsEvent(a,b,c,d)};'

/** Compile the WXML and WXS of all components. @returns {string} JavaScript text of the template groups */
export function compileTemplates(graph) {
  return new Templates(graph).compile()
}

class Templates {
  constructor(graph) {
    this.graph = graph
    this.source = graph.source
    this.group = new TmplGroup()
    this.group.setExtraRuntimeScript(WXS_BRIDGE)
    this.done = new Set()
  }

  compile() {
    for (const [base, component] of this.graph.components) {
      this.#addTemplate(base)
      this.#checkTags(base, component.json)
      this.#checkHandlers(base)
    }
    return this.group.getTmplGenObjectGroups()
  }

  #addTemplate(base) {
    const file = `${base}.wxml`
    if (this.#seen(file)) return
    if (!this.source.exists(file)) return this.source.error('wxml', file, 'missing file')
    for (const finding of this.group.addTmpl(base, withoutSlotFallback(this.source.read(file)))) {
      const where = `${file}:${finding.startLine + 1}:${finding.startColumn + 1}`
      const message = `#${finding.code} ${finding.message}`
      // "missing end tag" is only a warning of the compiler, but WeChat refuses the file
      if (finding.level === 'Note' || isVendored(base)) this.source.warn('wxml', where, message)
      else this.source.error('wxml', where, message)
    }
    for (const name of this.group.getInlineScriptModuleNames(base)) {
      const script = this.group.getInlineScript(base, name)
      this.#checkWxs(`${file} <wxs module="${name}">`, script)
      this.group.setInlineScript(base, name, toJavaScript(script))
    }
    for (const dependency of this.group.getDirectDependencies(base)) this.#addTemplate(dependency)
    for (const dependency of this.group.getScriptDependencies(base)) this.#addScript(dependency)
  }

  #addScript(base) {
    const file = `${base}.wxs`
    if (this.#seen(file)) return
    if (!this.source.exists(file)) return this.source.error('wxs', file, 'missing file')
    const script = this.source.read(file)
    this.#checkWxs(file, script)
    this.group.addScript(base, toJavaScript(script))
    for (const [, target] of script.matchAll(/require\(\s*['"]([^'"]+)['"]\s*\)/g))
      this.#addScript(resolveFrom(file, target).replace(/\.wxs$/, ''))
  }

  #seen(file) {
    if (this.done.has(file)) return true
    this.done.add(file)
    return false
  }

  #checkWxs(file, script) {
    if (isVendored(file)) return
    try {
      acorn.parse(script, { ecmaVersion: 5 })
    } catch (error) {
      this.source.error('wxs', file, `WXS is ES5 only: ${error.message}`)
    }
  }

  /** A mistyped tag renders nothing in WeChat and says nothing. */
  #checkTags(base, json) {
    const file = `${base}.wxml`
    if (isVendored(base) || !this.source.exists(file)) return
    const text = withoutComments(this.source.read(file))
      .replace(/<wxs[\s\S]*?<\/wxs>/g, '')
      .replace(/\{\{[\s\S]*?\}\}/g, '') // "index<count" is not a tag
    for (const [, tag] of text.matchAll(/<([a-z][\w-]*)/g)) {
      const known = BUILTIN_TAGS.includes(tag) || LANGUAGE_TAGS.includes(tag)
      if (!known && !json.usingComponents[tag] && !json.componentGenerics?.[tag])
        this.source.error('wxml', file, `unknown tag <${tag}>`)
    }
  }

  /** WeChat only warns at run time, when somebody taps, that a handler does not exist. */
  #checkHandlers(base) {
    const script = this.source.scriptOf(base)
    const file = `${base}.wxml`
    if (isVendored(base) || !script || !this.source.exists(file)) return
    const code = this.source.read(script)
    const inherits = /behaviors\s*:/.test(code)
    const bindings = /\s(?:capture-)?(?:mut-)?(?:bind|catch):?([a-z][\w-]*)="([\w$]+)"/g
    for (const [, event, handler] of withoutComments(this.source.read(file)).matchAll(bindings)) {
      if (new RegExp(`\\b${handler.replaceAll('$', '\\$')}\\s*(\\(|:|=|<|,|\\})`).test(code)) continue
      const message = `${event} -> "${handler}" is not a method in ${script}`
      if (inherits) this.source.warn('handler', file, message)
      else this.source.error('handler', file, message)
    }
  }
}

function withoutComments(text) {
  return text.replace(/<!--[\s\S]*?-->/g, '')
}

/** glass-easel 0.12 has no `<slot>fallback</slot>`: keep the slot, drop the fallback. */
function withoutSlotFallback(text) {
  return text.replace(
    /<slot\b([^>]*[^/>])?>(?!\s*<\/slot>)[\s\S]*?<\/slot>/g,
    (_, attributes) => `<slot${attributes || ''}></slot>`,
  )
}

/** WXS differs from JavaScript in three places: backslashes in getRegExp, file endings in require, `.constructor`. */
function toJavaScript(script) {
  return script
    .replace(
      /getRegExp\(\s*(['"])((?:\\.|(?!\1).)*)\1/g,
      (_, quote, body) => `getRegExp(${quote}${body.replace(/\\\\|\\(?!['"])/g, '\\\\')}${quote}`,
    )
    .replace(/require\((['"])([^'"]+?)\.wxs\1\)/g, 'require($1$2$1)')
    .replace(/([\w$\])]+(?:\.[\w$]+|\[[^\]]*\])*)\.constructor\b/g, '__wxsCtor($1)')
}
