import { isVendored, normalise, npmCandidates, resolveFrom } from './source.js'

/** Everything app.json reaches: pages first, then the components they use, each with its resolved `usingComponents`. */
export class ComponentGraph {
  constructor(source) {
    this.source = source
    this.app = source.json('app.json')
    this.theme = this.app.themeLocation ? source.json(this.app.themeLocation) : {}
    const packages = this.app.subPackages || this.app.subpackages || []
    this.pages = [
      ...(this.app.pages || []),
      ...packages.flatMap((part) => part.pages.map((page) => normalise(`${part.root}/${page}`))),
    ]
    /** @type {Map<string, {json: object, isPage: boolean}>} */
    this.components = new Map()
    for (const page of this.pages) this.#add(page, true)
    if (this.app.tabBar?.custom) this.#add('custom-tab-bar/index', false)
    this.#checkTabBar()
  }

  #add(base, isPage) {
    if (this.components.has(base)) return
    const { source } = this
    const own = source.exists(`${base}.json`) ? source.json(`${base}.json`) : {}
    const using = {}
    this.components.set(base, { json: { ...own, usingComponents: using }, isPage })
    const declared = { ...(isVendored(base) ? {} : this.app.usingComponents), ...own.usingComponents }
    for (const [tag, target] of Object.entries(declared)) {
      const from = own.usingComponents?.[tag] ? `${base}.json` : 'app.json'
      const found = this.#resolve(from, target)
      if (!found) {
        const advice = target.startsWith('tdesign-') ? '; run node tools/vendor-tdesign.js' : ''
        source.error('usingComponents', `${base}.json`, `"${tag}": cannot resolve "${target}"${advice}`)
        continue
      }
      using[tag] = `/${found}`
      this.#add(found, false)
    }
    this.#addGenericDefaults(base, own)
  }

  #addGenericDefaults(base, json) {
    for (const generic of Object.values(json.componentGenerics || {})) {
      if (!generic?.default) continue
      const found = this.#resolve(`${base}.json`, generic.default)
      if (!found) continue
      generic.default = `/${found}`
      this.#add(found, false)
    }
  }

  #resolve(from, target) {
    const candidates = [resolveFrom(from, target)]
    if (!target.startsWith('.') && !target.startsWith('/')) candidates.push(...npmCandidates(from, target))
    for (const candidate of candidates)
      for (const base of [candidate, `${candidate}/index`])
        if (this.source.exists(`${base}.json`) || this.source.scriptOf(base)) return base
    return null
  }

  /** What a value of app.json stands for in each theme. */
  #variants(value) {
    if (!value?.startsWith('@')) return [value]
    return Object.values(this.theme).map((colours) => colours[value.slice(1)] || value)
  }

  #checkTabBar() {
    for (const tab of this.app.tabBar?.list || []) {
      if (!this.app.pages.includes(tab.pagePath))
        this.source.error(
          'app.json',
          'app.json',
          `tab page "${tab.pagePath}" is not a page of the main package`,
        )
      for (const icon of [tab.iconPath, tab.selectedIconPath].flatMap((path) => this.#variants(path)))
        if (icon && !this.source.exists(icon))
          this.source.error('app.json', 'app.json', `tab icon "${icon}" is missing`)
    }
  }
}
