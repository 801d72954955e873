/** `<image>` and `<cover-image>`. */
import { assetUrl } from '../assets.js'
import { define, fire, make, templateOf } from './define.js'

const FIT = {
  scaleToFill: 'fill',
  aspectFit: 'contain',
  aspectFill: 'cover',
  widthFix: 'fill',
  heightFix: 'fill',
  center: 'none',
}

function fit() {
  const { mode } = this.data
  const { inner, $$: host } = this
  inner.style.objectFit = FIT[mode] || 'none'
  inner.style.objectPosition = FIT[mode] ? '' : mode
  if (!inner.naturalWidth) return
  if (mode === 'widthFix')
    host.style.height = `${(host.clientWidth * inner.naturalHeight) / inner.naturalWidth}px`
  if (mode === 'heightFix')
    host.style.width = `${(host.clientHeight * inner.naturalWidth) / inner.naturalHeight}px`
}

function created(host) {
  const inner = make('img', { alt: '', draggable: false })
  this.inner = inner
  host.appendChild(inner)
  inner.onload = () => {
    fit.call(this)
    fire(this, 'load', { width: inner.naturalWidth, height: inner.naturalHeight })
  }
  inner.onerror = () => {
    inner.style.visibility = 'hidden'
    if (this.data.src) fire(this, 'error', { errMsg: `GET ${this.data.src} 404` })
  }
  fit.call(this)
}

const properties = {
  src: String,
  mode: { type: String, value: 'scaleToFill' },
  lazyLoad: Boolean,
  webp: Boolean,
  showMenuByLongpress: Boolean,
  fadeIn: Boolean,
  forceHttps: Boolean,
}

for (const name of ['image', 'cover-image'])
  define(name, properties, {
    created,
    on: {
      src(value) {
        this.inner.style.visibility = ''
        if (value) this.inner.src = assetUrl(value, templateOf(this))
        else this.inner.removeAttribute('src')
      },
      mode: fit,
    },
  })
