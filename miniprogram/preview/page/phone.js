/** One phone on the page: whose it is, its network, letters and clock, and what its camera sees. */
import { readPicture, readScreen } from './camera.js'

const NETWORKS = { wifi: '有网', slow: '很慢', none: '没网' }
const LETTERS = { 16: '标准字', 21: '大字', 29: '特大字' }
const CLOCKS = { 0: '时间准', 40: '快 40 分钟', '-40': '慢 40 分钟' }
const SCANS = { screens: '扫别的手机', picture: '扫一张图片', typed: '粘贴内容' }
const ORGANIZER_PAGE = 'packages/organizer/today/index'

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

function choice(label, options, chosen, onChange) {
  const select = element('select', { ariaLabel: label })
  for (const [value, text] of Object.entries(options))
    select.append(new Option(text, value, false, value === String(chosen)))
  select.onchange = () => onChange(select.value)
  return select
}

export class Phone {
  #settings = { network: 'wifi', letters: 16, clock: 0, scan: 'screens' }
  #others
  #picture = null

  /** @param others gives the phones whose screens this one can be held against */
  constructor(alias, people, others) {
    this.#others = others
    this.frame = element('iframe', { title: '手机' })
    this.frame.addEventListener('load', () => this.#apply())
    this.note = element('p', { className: 'note', role: 'status' })
    this.box = element('section', { className: 'phone' }, this.#tools(alias, people), this.frame, this.note)
    this.#takePictures()
    this.open(alias)
  }

  open(alias) {
    const isOrganizer = /-organizer-/.test(alias)
    const page = isOrganizer ? `#${ORGANIZER_PAGE}` : ''
    this.frame.title = `${alias} 的手机`
    this.frame.src = 'about:blank'
    requestAnimationFrame(() => {
      this.frame.src = `index.html?user=${encodeURIComponent(alias)}${page}`
    })
  }

  #tools(alias, people) {
    const person = element('input', { value: alias, ariaLabel: '谁的手机', className: 'who' })
    person.setAttribute('list', people.id)
    person.onfocus = () => person.select()
    person.onchange = () => this.open(person.value.trim() || alias)
    const set = (name) => (value) => {
      this.#settings[name] = name === 'letters' || name === 'clock' ? Number(value) : value
      this.#apply()
      if (name === 'letters') this.frame.contentWindow.getCurrentPages().at(-1)?.onShow?.()
      if (name === 'scan' && value === 'picture') this.#choosePicture()
    }
    return element(
      'div',
      { className: 'tools' },
      person,
      choice('网络', NETWORKS, 'wifi', set('network')),
      choice('微信的字号', LETTERS, 16, set('letters')),
      choice('手机的时间', CLOCKS, 0, set('clock')),
      choice('扫码时', SCANS, 'screens', set('scan')),
    )
  }

  #apply() {
    const screen = this.frame.contentWindow
    if (!screen?.__mock) return
    screen.__mock.fontSizeSetting = this.#settings.letters
    screen.__mock.clockOffsetMinutes = this.#settings.clock
    screen.__mock.scanCode = () => this.#scan()
    screen.__setNetwork(this.#settings.network)
  }

  /** What the camera reads; undefined lets her type it. */
  #scan() {
    if (this.#settings.scan === 'typed') return undefined
    if (this.#settings.scan === 'picture') return this.#picture ?? undefined
    for (const other of this.#others(this)) {
      const text = readScreen(other.frame)
      if (text) return text
    }
    this.#say('别的手机上没有码。先在那部手机上打开码，或者粘贴内容。')
    return undefined
  }

  #choosePicture() {
    const input = element('input', { type: 'file', accept: 'image/*' })
    input.onchange = () => this.#take(input.files[0])
    input.click()
  }

  #takePictures() {
    this.box.ondragover = (event) => event.preventDefault()
    this.box.ondrop = (event) => {
      event.preventDefault()
      void this.#take(event.dataTransfer.files[0])
    }
  }

  async #take(file) {
    const text = file && (await readPicture(file).catch(() => null))
    if (!text) return this.#say('这张图片里没有看到码。')
    this.#picture = text
    this.#settings.scan = 'picture'
    this.box.querySelector('[aria-label="扫码时"]').value = 'picture'
    return this.#say('图片里的码记住了，现在在手机上点“扫码”。')
  }

  #say(text) {
    this.note.textContent = text
  }
}
