import postcss from 'postcss'
import selectorParser from 'postcss-selector-parser'
import { isVendored, resolveFrom } from './source.js'
import { BUILTIN_TAGS } from './tags.js'

const TAGS = new Set(BUILTIN_TAGS)

/**
 * Turn WXSS into CSS the host can scope. Tags become `wx-tag`; a class `a` becomes `__S__a`, where the host puts the
 * component's own prefix for `__S__`; `:host` becomes an attribute; `rpx` and `vh` are measured against the phone.
 * @returns {Record<string, string>} by component, and `app` for app.wxss
 */
export function compileStyles(graph, { urlRewrite = [] } = {}) {
  const styles = { app: compileStyle(graph.source, 'app', true, urlRewrite) }
  for (const [base, component] of graph.components)
    styles[base] = compileStyle(graph.source, base, component.isPage, urlRewrite)
  return styles
}

function compileStyle(source, base, isPage, urlRewrite) {
  const file = `${base}.wxss`
  if (!source.exists(file)) return ''
  let tree
  try {
    tree = postcss.parse(inlineImports(source, file), { from: source.absolute(file) })
  } catch (error) {
    if (isVendored(base)) source.warn('wxss', file, error.message)
    else source.error('wxss', file, error.message)
    return ''
  }
  tree.walkDecls((declaration) => {
    checkAddresses(source, file, declaration.value, isPage)
    declaration.value = convertUnits(declaration.value)
    for (const [pattern, target] of urlRewrite)
      declaration.value = declaration.value.replace(new RegExp(pattern, 'g'), target)
  })
  tree.walkAtRules('media', (rule) => {
    rule.params = rule.params.replace(/(\d+)rpx/g, (_, number) => `${number / 2}px`)
  })
  tree.walkRules((rule) => convertSelector(source, file, rule, isPage))
  return tree.toString()
}

function inlineImports(source, file, trail = []) {
  if (trail.includes(file)) return ''
  if (!source.exists(file)) {
    source.error('wxss', trail.at(-1) || file, `@import ${file} not found`)
    return ''
  }
  return source.read(file).replace(/@import\s+(?:url\()?['"]([^'"]+)['"]\)?\s*;?/g, (_, target) => {
    let imported = resolveFrom(file, target)
    if (!/\.(wxss|css)$/.test(imported)) imported += '.wxss'
    if (!source.exists(imported) && source.exists(`miniprogram_npm/${target}`))
      imported = `miniprogram_npm/${target}`
    return inlineImports(source, imported, [...trail, file])
  })
}

/** Convert WeChat's lengths inside a value; also used by the host for inline styles. */
export function convertUnits(value) {
  return value
    .replace(/(^|[\s(,:*/+-])(-?\d*\.?\d+)rpx\b/g, '$1calc(var(--rpx)*$2)')
    .replace(/(^|[\s(,:*/+-])(-?\d*\.?\d+)vh\b/g, '$1calc(var(--wvh)*$2)')
}

function checkAddresses(source, file, value, isPage) {
  const local = /url\((['"]?)(?!data:|https?:|\/\/|#)([^'")]+)\1\)/.exec(value)
  if (local && isPage && !value.includes('data:'))
    source.error(
      'wxss',
      file,
      `local url(${local[2]}) is not allowed in WXSS: use <image>, base64 or the network`,
    )
  const remote = /url\((['"]?)(https?:[^'")]+)\1\)/.exec(value)
  if (remote) source.warn('wxss', file, `external resource ${remote[2]}`)
}

function convertSelector(source, file, rule, isPage) {
  if (rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return
  try {
    rule.selector = selectorParser((selectors) => {
      selectors.walkTags((tag) => {
        if (TAGS.has(tag.value)) tag.value = `wx-${tag.value}`
      })
      selectors.walkClasses((name) => {
        name.value = `__S__${name.value}`
      })
      selectors.walkPseudos((pseudo) => {
        if (pseudo.value === ':host') pseudo.replaceWith(hostAttribute())
      })
      if (!isPage && !isVendored(file))
        selectors.walkIds((id) => {
          source.error('wxss', file, `#${id.value}: id selectors are not allowed in component styles`)
        })
    }).processSync(rule.selector)
  } catch (error) {
    source.warn('wxss', file, `${rule.selector}: ${error.message}`)
  }
}

function hostAttribute() {
  return selectorParser.attribute({
    attribute: 'wx-host',
    operator: '=',
    value: '__H__',
    quoteMark: '"',
    raws: {},
  })
}
