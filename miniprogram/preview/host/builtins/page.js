/** `<page-meta>` and `<navigation-bar>`: what a page says about itself in its template. */
import { inlineUnits } from '../dom.js'
import { mock } from '../record.js'
import { define } from './define.js'

function fontSize(value) {
  return value === 'system' ? `${mock.fontSizeSetting || 16}px` : inlineUnits(value)
}

/** The root size belongs to the document, which all open pages share: only the page on top may set it. */
function applyRootFontSize() {
  const { rootFontSize } = this.data
  const frame = this.$$?.closest('.mp-frame')
  if (frame && !frame.hidden)
    document.documentElement.style.fontSize = rootFontSize ? fontSize(rootFontSize) : ''
}

function applyPageStyle() {
  const page = this.$$.closest('wx-page')
  if (!page) return
  const { pageStyle, pageFontSize } = this.data
  if (pageStyle) page.style.cssText = inlineUnits(pageStyle)
  if (pageFontSize) page.style.fontSize = fontSize(pageFontSize)
}

define(
  'page-meta',
  {
    rootFontSize: String,
    pageStyle: String,
    pageFontSize: String,
    backgroundColor: String,
    backgroundTextStyle: String,
    scrollTop: String,
    rootBackgroundColor: String,
    pageOrientation: String,
  },
  {
    attached() {
      applyRootFontSize.call(this)
      applyPageStyle.call(this)
    },
    on: {
      rootFontSize: applyRootFontSize,
      pageStyle: applyPageStyle,
      pageFontSize: applyPageStyle,
      backgroundColor(value) {
        const scroller = this.$$.closest('.mp-scroller')
        if (scroller) scroller.style.background = value
      },
    },
    methods: { applyRootFontSize },
  },
)

define(
  'navigation-bar',
  { title: String, loading: Boolean, frontColor: String, backgroundColor: String },
  {
    on: {
      title(title) {
        window.wx.setNavigationBarTitle({ title })
      },
    },
  },
)
