/** `<canvas>`, `<video>`, `<web-view>`; `<map>` and `<camera>` are placeholders that say so. */
import { assetUrl } from '../assets.js'
import { define, fire, make, templateOf } from './define.js'

define(
  'canvas',
  { type: String, canvasId: String, disableScroll: Boolean },
  {
    created(host) {
      this.canvas = make('canvas')
      host.appendChild(this.canvas)
    },
  },
)

function describeMap() {
  const { latitude, longitude, markers } = this.data
  this.$$.textContent = `地图占位 ${latitude},${longitude} 标记 ${(markers || []).length}`
}

define(
  'map',
  { longitude: Number, latitude: Number, scale: Number, markers: Array, showLocation: Boolean },
  { created: describeMap, on: { latitude: describeMap, longitude: describeMap, markers: describeMap } },
)

define(
  'camera',
  { mode: String, devicePosition: String, flash: String },
  {
    created(host) {
      host.textContent = '相机占位'
      setTimeout(() => fire(this, 'initdone', {}), 0)
    },
  },
)

define(
  'video',
  { src: String, poster: String, controls: Boolean, autoplay: Boolean, loop: Boolean, muted: Boolean },
  {
    created(host) {
      this.video = make('video', { controls: true })
      this.video.style.cssText = 'width:100%;height:100%'
      host.appendChild(this.video)
    },
    on: {
      src(value) {
        this.video.src = assetUrl(value, templateOf(this))
      },
    },
  },
)

define(
  'web-view',
  { src: String },
  {
    created(host) {
      this.frame = make('iframe', { title: 'web-view' })
      this.frame.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;border:0'
      host.style.cssText = 'position:absolute;inset:0;width:auto;height:auto'
      host.appendChild(this.frame)
    },
    on: {
      src(value) {
        this.frame.src = value
      },
    },
  },
)
