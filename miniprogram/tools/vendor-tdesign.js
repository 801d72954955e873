/**
 * Copy the parts of TDesign the app uses into src/miniprogram_npm.  node tools/vendor-tdesign.js [--check]
 *
 * What is used is read from `usingComponents` of the app's JSON files; what those parts need comes with them, but not what
 * they only declare. Scripts and templates stay as they are. Two things about the styles change, so that TDesign follows the reader's letter size and
 * asks nobody for a font:
 *   - lengths are in rem instead of rpx, a fifth larger: our body text is 17 px where TDesign's is 14
 *   - the icon font from Tencent's network becomes the drawings of assets/tdesign-icons
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { asMask } from './masks.js'

const ROOM = path.join(import.meta.dirname, '..')
const LIBRARY = 'tdesign-miniprogram'
const PACKAGE = path.join(ROOM, 'node_modules', LIBRARY)
const ORIGIN = path.join(PACKAGE, 'miniprogram_dist')
const APP = path.join(ROOM, 'src')
const FOLDER = `miniprogram_npm/${LIBRARY}`
const DRAWINGS = path.join(ROOM, 'assets/tdesign-icons')
const TYPES = 'styles/tdesign-type.wxss'
/** rpx in 1 rem: 750 rpx are the width of a phone of 375 px, and 1 rem is 16 px there. */
const RPX_IN_REM = 32
/** 28 rpx (14 px) become our body text of 17 px. */
const GROWTH = 17 / 14

function filesBelow(folder) {
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
}

/** Names such as `popup/popup`, from every JSON file of the app. */
function componentsInUse(app) {
  const names = new Set()
  for (const file of filesBelow(app)) {
    if (!file.endsWith('.json') || file.includes('miniprogram_npm')) continue
    const { usingComponents = {} } = JSON.parse(fs.readFileSync(path.join(app, file), 'utf8'))
    for (const target of Object.values(usingComponents))
      if (target.startsWith(`${LIBRARY}/`)) names.add(target.slice(LIBRARY.length + 1))
  }
  return [...names].sort()
}

const LINKS = {
  '.js': /(?:from\s*|import\s*|require\(\s*)["']([^"']+)["']/g,
  '.wxml': /<(?:wxs|import|include)\b[^>]*?\bsrc="([^"]+)"/g,
  '.wxs': /require\(\s*['"]([^'"]+)['"]\s*\)/g,
  '.wxss': /@import\s+['"]([^'"]+)['"]/g,
}

/** A library file or undefined, for a link as it is written. */
function resolve(from, link, ending) {
  const base = link.startsWith('.')
    ? path.posix.join(path.posix.dirname(from), link)
    : path.posix.join('miniprogram_npm', link)
  return [base, `${base}${ending}`, `${base}/index${ending}`].find((file) => {
    const full = path.join(ORIGIN, file)
    return fs.existsSync(full) && fs.statSync(full).isFile()
  })
}

/** A template with everything it includes. */
function templateText(file) {
  const text = fs.readFileSync(path.join(ORIGIN, file), 'utf8')
  const parts = [...text.matchAll(/<(?:import|include)\b[^>]*?\bsrc="([^"]+)"/g)]
  return text + parts.map(([, link]) => templateText(resolve(file, link, '.wxml'))).join('')
}

/** A component's JSON without the parts it declares and never shows. */
function definitionOf(file) {
  const { usingComponents = {}, ...rest } = JSON.parse(fs.readFileSync(path.join(ORIGIN, file), 'utf8'))
  const template = templateText(file.replace(/json$/, 'wxml'))
  const shown = Object.entries(usingComponents).filter(([tag]) => new RegExp(`<${tag}[\\s/>]`).test(template))
  return { ...rest, usingComponents: Object.fromEntries(shown) }
}

/** Every file of the library these components need. */
function closure(components) {
  const files = new Set()
  const add = (file) => {
    if (files.has(file)) return
    files.add(file)
    const ending = path.extname(file)
    const text = fs.readFileSync(path.join(ORIGIN, file), 'utf8')
    if (ending === '.json') {
      for (const target of Object.values(definitionOf(file).usingComponents))
        addComponent(path.posix.join(path.posix.dirname(file), target))
      return
    }
    for (const [, link] of text.matchAll(LINKS[ending] ?? /$^/g)) {
      const found = resolve(file, link, ending)
      if (!found) throw new Error(`${file}: cannot find ${link}`)
      add(found)
    }
  }
  const addComponent = (base) => ['.js', '.json', '.wxml', '.wxss'].forEach((ending) => add(base + ending))
  components.forEach(addComponent)
  return [...files].sort()
}

/** Everything but hairlines grows with the letters: icons in their boxes, rows, gaps. */
function inRem(css) {
  return css.replace(/(\d*\.?\d+)rpx/g, (_, rpx) => {
    if (rpx <= 2) return `${rpx / 2}px`
    return `${+((rpx / RPX_IN_REM) * GROWTH).toFixed(4)}rem`
  })
}

/** Words that are names of icons, too, but of icons this app never shows: documents to upload, for one. */
const OTHER_WORDS = new Set(
  (
    'button card circle clear data enter error file file-1 file-excel-filled file-pdf-filled file-powerpoint-filled ' +
    'file-word-filled file-zip-filled focus horizontal https icon image indicator load loading minus placeholder plus ' +
    'rectangle round tab text upload vertical video video-filled'
  ).split(' '),
)

function iconNames() {
  const css = fs.readFileSync(path.join(ORIGIN, 'icon/icon.wxss'), 'utf8')
  return new Set([...css.matchAll(/\.t-icon-([a-z0-9-]+):before/g)].map(([, name]) => name))
}

/** A missing drawing would be a black square: every quoted word that names an icon must have one. */
function checkDrawings(files, drawn) {
  const known = iconNames()
  const wanted = files
    .filter((file) => /\.(js|wxml|wxs)$/.test(file) && !file.startsWith('miniprogram_npm'))
    .flatMap((file) => [
      ...fs.readFileSync(path.join(ORIGIN, file), 'utf8').matchAll(/(?<=["'`])[a-z][a-z0-9-]+(?=["'`])/g),
    ])
    .map(([word]) => word)
  const missing = wanted.filter((word) => known.has(word) && !drawn.includes(word) && !OTHER_WORDS.has(word))
  if (missing.length) throw new Error(`assets/tdesign-icons has no ${[...new Set(missing)].join(', ')}`)
}

function iconStyles(files) {
  const drawn = fs.readdirSync(DRAWINGS).map((file) => path.basename(file, '.svg'))
  checkDrawings(files, drawn)
  const rules = drawn.sort().map((name) => {
    const mask = asMask(fs.readFileSync(path.join(DRAWINGS, `${name}.svg`), 'utf8'))
    return `.t-icon-${name}{-webkit-mask-image:${mask};mask-image:${mask};}`
  })
  const frame = '-webkit-mask:no-repeat center/contain;mask:no-repeat center/contain;'
  return [
    '.t-icon--image,.t-icon__image{width:100%;height:100%;}',
    `.t-icon-base{display:block;width:1em;height:1em;background:currentColor;${frame}}`,
    ...rules,
    '',
  ].join('\n')
}

/** TDesign's letter tokens in rem. All of them: its composite tokens are resolved where they are declared. */
function typeTokens() {
  const css = fs.readFileSync(path.join(ORIGIN, 'common/style/theme/_font.wxss'), 'utf8')
  const own = inRem(css).replace(/(--td-font-family(?:-medium)?):[^;]+/g, '$1:var(--font)')
  return `/* Made by tools/vendor-tdesign.js from TDesign's common/style/theme/_font.wxss. */\n${own}\n`
}

/** Everything the tool writes for an app: path below it → bytes. */
function wanted(app) {
  const files = closure(componentsInUse(app))
  const result = new Map()
  const put = (file, bytes) => result.set(path.join(FOLDER, file), Buffer.from(bytes))
  for (const file of files) {
    const bytes = fs.readFileSync(path.join(ORIGIN, file))
    if (file === 'icon/icon.wxss') put(file, iconStyles(files))
    else if (file.endsWith('.json')) put(file, JSON.stringify(definitionOf(file)))
    else put(file, file.endsWith('.wxss') ? inRem(bytes.toString()) : bytes)
  }
  put('LICENSE', fs.readFileSync(path.join(PACKAGE, 'LICENSE')))
  result.set(TYPES, Buffer.from(typeTokens()))
  return result
}

/** What has to change in an app: files to write and files nobody uses any more. */
function changes(app) {
  const target = wanted(app)
  const folder = path.join(app, FOLDER)
  const surplus = filesBelow(folder)
    .map((file) => path.join(FOLDER, file))
    .filter((file) => !target.has(file))
  const stale = [...target].filter(([file, bytes]) => {
    const full = path.join(app, file)
    return !fs.existsSync(full) || !fs.readFileSync(full).equals(bytes)
  })
  return { target, surplus, stale }
}

/** Bring an app's copy up to date. @returns {string} what it holds now */
export function vendor(app) {
  const { target, surplus, stale } = changes(app)
  for (const file of surplus) fs.rmSync(path.join(app, file))
  for (const [file, bytes] of stale) {
    fs.mkdirSync(path.dirname(path.join(app, file)), { recursive: true })
    fs.writeFileSync(path.join(app, file), bytes)
  }
  const size = [...target.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  return `${componentsInUse(app).join(', ')}; ${target.size} files, ${Math.round(size / 1024)} KiB`
}

function check(app) {
  const { surplus, stale } = changes(app)
  const wrong = [...surplus, ...stale.map(([file]) => file)]
  if (!wrong.length) return
  console.error(`out of date: ${wrong.join(' ')}\nrun node tools/vendor-tdesign.js`)
  process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) check(APP)
  else console.log(`TDesign: ${vendor(APP)}`)
}
