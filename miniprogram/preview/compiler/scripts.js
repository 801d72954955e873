import esbuild from 'esbuild'
import { isVendored, npmCandidates, resolveFrom } from './source.js'

const ENDINGS = ['', '.ts', '.js', '/index.ts', '/index.js', '.json']

/**
 * Compile the scripts of the app and all components into CommonJS bodies.
 * @returns {{entry: Record<string, string>, modules: Record<string, string>}} the script of each component, and the
 *   text of every module by file name
 */
export function compileScripts(graph) {
  const { source } = graph
  const compiler = new Scripts(source)
  const entry = {}
  for (const base of ['app', ...graph.components.keys()]) {
    const file = source.scriptOf(base)
    if (!file) {
      source.error('script', base, 'no .ts or .js file')
      continue
    }
    entry[base] = file
    compiler.add(file)
  }
  return { entry, modules: compiler.modules }
}

class Scripts {
  constructor(source) {
    this.source = source
    /** @type {Record<string, string>} */
    this.modules = {}
  }

  add(file) {
    if (file in this.modules) return
    this.modules[file] = '' // circular imports end here
    const text = this.source.read(file)
    if (file.endsWith('.json')) {
      this.modules[file] = `module.exports=${text}`
      return
    }
    const loader = file.endsWith('.ts') ? 'ts' : 'js'
    try {
      const { code } = esbuild.transformSync(text, {
        loader,
        format: 'cjs',
        target: 'es2020',
        sourcefile: file,
      })
      this.modules[file] = this.#linkImports(file, code)
    } catch (error) {
      this.source.error('script', file, error.message)
    }
  }

  #linkImports(file, code) {
    return code.replace(/\brequire\(\s*(['"])([^'"]+)\1\s*\)/g, (_, __, target) => {
      const found = this.#resolve(file, target)
      if (!found) {
        const report = isVendored(file) ? 'warn' : 'error'
        this.source[report]('script', file, `cannot resolve "${target}"`)
        return `require(${JSON.stringify(`?${target}`)})`
      }
      this.add(found)
      return `require(${JSON.stringify(found)})`
    })
  }

  #resolve(from, target) {
    const candidates = [resolveFrom(from, target)]
    if (!/^[./]/.test(target)) candidates.push(...npmCandidates(from, target))
    for (const candidate of candidates)
      for (const ending of ENDINGS) {
        const file = candidate + ending
        if (/\.(ts|js|json)$/.test(file) && this.source.exists(file)) return file
      }
    return null
  }
}
