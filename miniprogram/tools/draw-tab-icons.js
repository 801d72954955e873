/** Draw the tab bar's PNGs (81 px) from assets/icons with Chromium; WeChat takes no SVG there.  node tools/draw-tab-icons.js */
import fs from 'node:fs'
import path from 'node:path'
import { launch } from '../tests/browser.js'

const ROOM = path.join(import.meta.dirname, '..')
const TABS = { home: 'home', activities: 'cal', mall: 'basket', me: 'user' }
const COLOURS = { '': '#56625B', '-on': '#14633F', '-dark': '#A3B0A8', '-dark-on': '#6BCF9E' }
const SIZE = 81

const browser = await launch()
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } })
for (const [tab, icon] of Object.entries(TABS))
  for (const [ending, colour] of Object.entries(COLOURS)) {
    const svg = fs.readFileSync(path.join(ROOM, `assets/icons/${icon}.svg`), 'utf8')
    const sized = svg.replace(
      '<svg',
      `<svg style="width:${SIZE}px;height:${SIZE}px;display:block;color:${colour}"`,
    )
    await page.setContent(`<body style="margin:0;background:transparent">${sized}</body>`)
    await page.screenshot({
      path: path.join(ROOM, `src/images/tab-${tab}${ending}.png`),
      omitBackground: true,
    })
  }
await browser.close()
