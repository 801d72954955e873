/** `<scroll-view>` and `<swiper>`. */
import { ANY, define, fire, make, setAttribute } from './define.js'

const SWIPE_PX = 40

function onScroll(view) {
  const { scrollX, scrollY, upperThreshold, lowerThreshold } = view.data
  const { scrollTop, scrollLeft, scrollWidth, scrollHeight, clientWidth, clientHeight } = view.$$
  const last = view.lastScroll || { left: 0, top: 0, isUpper: true, isLower: false }
  fire(view, 'scroll', {
    scrollTop,
    scrollLeft,
    scrollWidth,
    scrollHeight,
    deltaX: last.left - scrollLeft,
    deltaY: last.top - scrollTop,
  })
  const isHorizontal = scrollX && !scrollY
  const position = isHorizontal ? scrollLeft : scrollTop
  const end = isHorizontal ? scrollWidth - clientWidth : scrollHeight - clientHeight
  const isUpper = position <= parseFloat(upperThreshold)
  const isLower = end - position <= parseFloat(lowerThreshold)
  if (isUpper && !last.isUpper) fire(view, 'scrolltoupper', { direction: 'top' })
  if (isLower && !last.isLower) fire(view, 'scrolltolower', { direction: 'bottom' })
  view.lastScroll = { left: scrollLeft, top: scrollTop, isUpper, isLower }
}

function scrollToTarget() {
  const host = this.$$
  const id = this.data.scrollIntoView
  const target = id && host.querySelector(`#${CSS.escape(id)}`)
  if (!target) return
  const [inner, outer] = [target.getBoundingClientRect(), host.getBoundingClientRect()]
  host.scrollTo({
    top: host.scrollTop + inner.top - outer.top,
    left: host.scrollLeft + inner.left - outer.left,
  })
}

define(
  'scroll-view',
  {
    scrollX: Boolean,
    scrollY: Boolean,
    upperThreshold: { type: ANY, value: 50 },
    lowerThreshold: { type: ANY, value: 50 },
    scrollTop: ANY,
    scrollLeft: ANY,
    scrollIntoView: String,
    scrollWithAnimation: Boolean,
    enableFlex: Boolean,
    refresherEnabled: Boolean,
    refresherTriggered: Boolean,
    enhanced: Boolean,
    bounces: Boolean,
    showScrollbar: Boolean,
    type: String,
  },
  {
    created(host) {
      host.addEventListener('scroll', () => onScroll(this))
    },
    attached(host) {
      if (this.data.scrollTop != null) host.scrollTop = parseFloat(this.data.scrollTop)
      scrollToTarget.call(this)
    },
    on: {
      scrollX(value) {
        setAttribute(this, 'sx', value)
        this.$$.tabIndex = 0
      },
      scrollY(value) {
        setAttribute(this, 'sy', value)
        this.$$.tabIndex = 0
      },
      scrollTop(value) {
        if (value != null) this.$$.scrollTop = parseFloat(value)
      },
      scrollLeft(value) {
        if (value != null) this.$$.scrollLeft = parseFloat(value)
      },
      scrollIntoView: scrollToTarget,
      enableFlex(value) {
        this.$$.style.display = value ? 'flex' : ''
      },
    },
    methods: {
      refresh() {
        if (this.data.refresherEnabled) fire(this, 'refresherrefresh', {})
      },
    },
  },
)

function itemsOf(swiper) {
  return [...swiper.$$.querySelectorAll('wx-swiper-item')].filter(
    (item) => item.closest('wx-swiper') === swiper.$$,
  )
}

function layOut() {
  const { vertical, indicatorDots, indicatorColor, indicatorActiveColor } = this.data
  const items = itemsOf(this)
  items.forEach((item, index) => {
    const offset = `${(index - this.position) * 100}%`
    item.style.transform = vertical ? `translate(0,${offset})` : `translate(${offset},0)`
  })
  const dots = items.map((_, index) => {
    const dot = make('i')
    dot.style.background = index === this.position ? indicatorActiveColor : indicatorColor
    return dot
  })
  this.dots.replaceChildren(...(indicatorDots ? dots : []))
}

function goTo(swiper, wanted, source) {
  const count = itemsOf(swiper).length
  if (!count) return
  const current = swiper.data.circular ? (wanted + count) % count : Math.max(0, Math.min(count - 1, wanted))
  if (current === swiper.position) return layOut.call(swiper)
  swiper.position = current
  swiper.setData({ current })
  layOut.call(swiper)
  const detail = { current, currentItemId: itemsOf(swiper)[current]?.__wxElement?.data.itemId || '', source }
  fire(swiper, 'change', detail)
  setTimeout(() => fire(swiper, 'animationfinish', detail), swiper.data.duration)
}

function listenToSwipes(swiper) {
  const host = swiper.$$
  const along = (point) => (swiper.data.vertical ? point.clientY : point.clientX)
  let from
  const start = (event) => {
    from = along(event.touches?.[0] || event)
  }
  const end = (event) => {
    if (from === undefined) return
    const distance = along(event.changedTouches?.[0] || event) - from
    from = undefined
    if (Math.abs(distance) > SWIPE_PX && !swiper.data.disableTouch)
      goTo(swiper, swiper.position + (distance < 0 ? 1 : -1), 'touch')
  }
  host.addEventListener('touchstart', start, { passive: true })
  host.addEventListener('touchend', end)
  host.addEventListener('mousedown', start)
  host.addEventListener('mouseup', end)
}

define(
  'swiper',
  {
    indicatorDots: Boolean,
    indicatorColor: { type: String, value: 'rgba(0,0,0,.3)' },
    indicatorActiveColor: { type: String, value: '#000' },
    autoplay: Boolean,
    current: { type: Number, value: 0 },
    interval: { type: Number, value: 5000 },
    duration: { type: Number, value: 500 },
    circular: Boolean,
    vertical: Boolean,
    disableTouch: Boolean,
  },
  {
    created(host) {
      this.position = 0
      this.dots = make('div', { className: 'dots' })
      this.dots.setAttribute('aria-hidden', 'true')
      host.appendChild(this.dots)
      listenToSwipes(this)
    },
    attached(host) {
      this.position = this.data.current
      layOut.call(this)
      this.observer = new MutationObserver(() => layOut.call(this))
      this.observer.observe(host, { childList: true })
      this.timer = setInterval(() => {
        if (!this.data.autoplay) return
        const isLast = this.position + 1 >= itemsOf(this).length
        goTo(this, isLast && !this.data.circular ? 0 : this.position + 1, 'autoplay')
      }, this.data.interval)
    },
    detached() {
      clearInterval(this.timer)
      this.observer?.disconnect()
    },
    on: {
      current(value) {
        if (value === this.position) return
        this.position = value
        layOut.call(this)
        fire(this, 'change', { current: value, source: '' })
      },
      indicatorDots: layOut,
    },
  },
)

define('swiper-item', { itemId: String, skipHiddenItemLayout: Boolean })
