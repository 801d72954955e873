/** glass-easel's home of all components: built-ins, the app's own, and what WeChat adds around them. */
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { backend } from './backend.js'
import { defineBuiltins } from './builtins/index.js'
import { requireModule } from './modules.js'
import { errors, recordError, warnings } from './record.js'
import { injectStyle, isolationOf, scopeFor } from './styles.js'

const { components, entry, templates } = window.__MP__

const space = new MiniProgramEnv().createCodeSpace('', true)
const componentSpace = space.getComponentSpace()
// otherwise a property called `data` would hide the component's data
componentSpace.updateComponentOptions({ writeFieldsToNode: false })
for (const [tag, definition] of Object.entries(defineBuiltins()))
  componentSpace.setGlobalUsingComponent(tag, definition)

const nameOf = (component) => (typeof component === 'string' ? component : component?.is) || ''

glassEasel.addGlobalErrorListener((error, method, component) => {
  recordError(`${method || ''} ${nameOf(component)}`, error)
  return false
})
glassEasel.addGlobalWarningListener((message, component) => {
  warnings.push(`${nameOf(component)}: ${message}`)
  return false
})

/** WeChat fires `ready` after the first layout, children first; glass-easel leaves that to its host. */
let waitingForReady = []

function fireReady() {
  const queue = waitingForReady.reverse()
  waitingForReady = []
  for (const component of queue) if (component.isConnected !== false) component.triggerLifetime('ready', [])
}

space.setOverallBehavior(
  componentSpace.defineBehavior({
    lifetimes: {
      created() {
        Object.assign(this, { renderer: 'webview', router: window.wx, pageRouter: window.wx })
      },
      attached() {
        if (!waitingForReady.length) requestAnimationFrame(fireReady)
        waitingForReady.push(this._$ || this)
      },
    },
  }),
)

/** Behaviors WeChat knows by name. */
const namedBehaviors = {}

function resolveBehaviors(definition) {
  if (!Array.isArray(definition.behaviors)) return
  definition.behaviors = definition.behaviors
    .map((behavior) =>
      typeof behavior === 'string' ? namedBehaviors[behavior] || namedBehaviors.none : behavior,
    )
    .filter(Boolean)
}

space.componentEnv('', ({ Behavior }) => {
  namedBehaviors['wx://form-field'] = Behavior({
    properties: { name: { type: String }, value: { type: null } },
  })
  namedBehaviors.none = Behavior({})
  window.Behavior = (definition) => {
    resolveBehaviors(definition)
    return Behavior(definition)
  }
})

const loaded = new Set()

/** Register a component or page and everything it uses; once. */
export function loadComponent(path) {
  const component = components[path]
  if (!component || loaded.has(path)) return
  loaded.add(path)
  for (const used of Object.values(component.json.usingComponents)) loadComponent(used.slice(1))
  for (const generic of Object.values(component.json.componentGenerics || {}))
    if (generic?.default) loadComponent(generic.default.slice(1))
  space.addCompiledTemplate(path, {
    groupList: templates,
    content: templates[path],
    fallbackListenerOnNativeNode: true,
  })
  space.componentEnv(path, (environment) => runScript(path, component, environment))
}

/** Run a component's script with `Page`, `Component` and `Behavior` of its own. */
function runScript(path, component, { Page, Component, Behavior }) {
  let isRegistered = false
  const register = (definition) => {
    if (isRegistered) return
    isRegistered = true
    const isolation = isolationOf(component.json, definition.options || {}, component.isPage)
    const scope = scopeFor(isolation)
    space.addStyleSheet(path, undefined, scope)
    space.addComponentStaticConfig(path, {
      component: !component.isPage,
      ...component.json,
      styleIsolation: isolation,
    })
    injectStyle(path, scope, component.isPage)
  }
  const outer = { Page: window.Page, Component: window.Component, Behavior: window.Behavior }
  window.Page = (definition) => {
    resolveBehaviors(definition)
    register(definition)
    delete definition.options
    return Page(definition)
  }
  window.Component = (definition = {}) => {
    resolveBehaviors(definition)
    register(definition)
    return Component({ ...definition, ...knownOptions(definition) })
  }
  window.Behavior = Object.assign((definition = {}) => {
    resolveBehaviors(definition)
    return Behavior(definition)
  }, Behavior)
  try {
    requireModule(entry[path])
  } finally {
    Object.assign(window, outer)
  }
  if (!isRegistered) errors.push(`${path}: neither Page() nor Component() was called`)
}

/** glass-easel refuses style options it does not know; the styles have been dealt with already. */
function knownOptions({ options }) {
  if (!options) return {}
  const { multipleSlots, dynamicSlots, virtualHost, pureDataPattern } = options
  return { options: { multipleSlots, dynamicSlots, virtualHost, pureDataPattern } }
}

/** Create a page or the custom tab bar and put it in the place of `placeholder`. */
export function createRoot(tag, path) {
  loadComponent(path)
  return componentSpace.createComponentByUrl(tag, path, null, backend)
}

export function mountRoot(component, parent, placeholder) {
  glassEasel.Element.replaceDocumentElement(component, parent, placeholder)
}

export function unmountRoot(component) {
  glassEasel.Element.pretendDetached(component)
}
