/**
 * Copy what the app shares with the service, and draw what it cannot draw itself.  node tools/copy-assets.js [--check]
 *
 * tokens   app/static/tokens.css → src/styles/tokens.wxss, the same bytes
 * icons    assets/icons/*.svg → src/components/icon/shapes.wxss, as masks, because WXML has no inline SVG
 */
import fs from 'node:fs'
import path from 'node:path'
import { asMask } from './masks.js'

const ROOM = path.join(import.meta.dirname, '..')
const inRoom = (file) => path.join(ROOM, file)

function shapes() {
  const rules = fs
    .readdirSync(inRoom('assets/icons'))
    .sort()
    .map((file) => {
      const mask = asMask(fs.readFileSync(inRoom(`assets/icons/${file}`), 'utf8'))
      const name = path.basename(file, '.svg')
      return `.shape-${name} {\n  -webkit-mask-image: ${mask};\n  mask-image: ${mask};\n}\n`
    })
  return `/* Made by tools/copy-assets.js from assets/icons. */\n${rules.join('')}`
}

function bridge() {
  const mask = asMask(fs.readFileSync(inRoom('assets/bridge.svg'), 'utf8'))
  return `/* Made by tools/copy-assets.js from assets/bridge.svg. */\n.bridge {\n  -webkit-mask-image: ${mask};\n  mask-image: ${mask};\n}\n`
}

const TARGETS = {
  'src/styles/tokens.wxss': () => fs.readFileSync(inRoom('../app/static/tokens.css'), 'utf8'),
  'src/components/icon/shapes.wxss': shapes,
  'src/styles/bridge.wxss': bridge,
}

for (const [file, make] of Object.entries(TARGETS)) {
  const text = make()
  const current = fs.existsSync(inRoom(file)) ? fs.readFileSync(inRoom(file), 'utf8') : ''
  if (current === text) continue
  if (process.argv.includes('--check')) {
    console.error(`${file} is out of date: run node tools/copy-assets.js`)
    process.exitCode = 1
  } else {
    fs.mkdirSync(path.dirname(inRoom(file)), { recursive: true })
    fs.writeFileSync(inRoom(file), text)
  }
}
