/**
 * Build a native mini-program into a static web page.
 *
 *   node preview/compiler/build.js <app folder> <output folder> [--config preview.config.json]
 *
 * Prints every finding; ends with status 1 if one of them is an error.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import esbuild from 'esbuild'
import { ComponentGraph } from './components.js'
import { compileScripts } from './scripts.js'
import { Source } from './source.js'
import { compileStyles } from './styles.js'
import { BUILTIN_TAGS, HIDDEN_GLOBALS } from './tags.js'
import { compileTemplates } from './templates.js'

const PREVIEW = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const ASSET = /\.(png|jpe?g|gif|svg|webp|mp3|mp4|ttf|woff2?)$/i

/** What WXS code may call although JavaScript has it under another name. */
const WXS_GLOBALS = `
window.__wxsCtor = (value) => value == null ? value : Object.prototype.toString.call(value).slice(8, -1)
window.getRegExp = (pattern, flags) => new RegExp(pattern, flags)
window.getDate = (...parts) => new Date(...parts)
`

/**
 * @param {string} root folder with app.json
 * @param {string} output folder to create anew
 * @param {object} config `urlRewrite`, and `runtime` which is handed to the host as it is
 * @returns {Promise<{problems: object[], pages: number, components: number, modules: number}>}
 */
export async function build(root, output, config = {}) {
  const source = new Source(root)
  const graph = new ComponentGraph(source)
  const program = {
    app: graph.app,
    pages: graph.pages,
    components: Object.fromEntries(graph.components),
    styles: compileStyles(graph, config.runtime),
    templates: compileTemplates(graph),
    ...compileScripts(graph),
    options: config.runtime || {},
    theme: graph.theme,
  }
  fs.rmSync(output, { recursive: true, force: true })
  fs.mkdirSync(output, { recursive: true })
  fs.writeFileSync(path.join(output, 'app.js'), serialise(program))
  await bundleHost(output)
  copyAssets(source.root, path.join(output, 'assets'))
  return {
    problems: source.problems,
    pages: graph.pages.length,
    components: graph.components.size,
    modules: Object.keys(program.modules).length,
  }
}

/** One script that leaves the whole program in `window.__MP__`. */
function serialise({ templates, modules, ...plain }) {
  const head = `(function(module,exports,require,${HIDDEN_GLOBALS.join(',')}){`
  const bodies = Object.entries(modules).map(([file, code]) => {
    const wrapped = `${head}${code}\n})\n//# sourceURL=mp/${file}`
    return `__MP__.modules[${JSON.stringify(file)}]=(0,eval)(${JSON.stringify(wrapped)});`
  })
  return [
    `window.__MP__=${JSON.stringify(plain)};__MP__.modules={};`,
    WXS_GLOBALS,
    `__MP__.templates=${templates};`,
    ...bodies,
  ].join('\n')
}

async function bundle(entry, outfile, options) {
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    target: 'es2022',
    logLevel: 'error',
    ...options,
  })
}

/** The host inside each phone, and the page around the phones with its scripts in one file. */
async function bundleHost(output) {
  const define = { BUILTIN_TAGS: JSON.stringify(BUILTIN_TAGS) }
  await bundle(path.join(PREVIEW, 'host', 'main.js'), path.join(output, 'host.js'), {
    format: 'iife',
    define,
  })
  const page = path.join(PREVIEW, 'page')
  await bundle(path.join(page, 'phones.js'), path.join(output, 'phones.js'), { format: 'esm' })
  for (const file of fs.readdirSync(page))
    if (!file.endsWith('.js')) fs.copyFileSync(path.join(page, file), path.join(output, file))
}

function copyAssets(from, to) {
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) copyAssets(source, target)
    else if (ASSET.test(entry.name)) {
      fs.mkdirSync(to, { recursive: true })
      fs.copyFileSync(source, target)
    }
  }
}

async function main([root, output, ...rest]) {
  const config = rest[0] === '--config' ? JSON.parse(fs.readFileSync(rest[1], 'utf8')) : {}
  const result = await build(root, output, config)
  for (const problem of result.problems)
    console.log(
      `${problem.isError ? 'ERROR' : 'warning'} [${problem.kind}] ${problem.file}: ${problem.message}`,
    )
  console.log(`built ${result.pages} pages, ${result.components} components, ${result.modules} modules`)
  if (result.problems.some((problem) => problem.isError)) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2))
