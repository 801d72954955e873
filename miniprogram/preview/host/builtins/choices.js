/** `<checkbox>`, `<radio>`, their groups, `<switch>`, `<slider>`, `<progress>`. */
import { ANY, define, descendants, fire, isKind, make } from './define.js'

function defineChoice(kind) {
  const group = `wx-${kind}-group`
  function sync() {
    const { data, field, $$: host } = this
    field.checked = data.checked
    field.disabled = data.disabled
    if (data.color) host.style.setProperty('--c', data.color)
    const label = (data.ariaLabel || host.closest('wx-label')?.textContent || '').trim()
    if (label) field.setAttribute('aria-label', label)
  }
  define(
    kind,
    { value: String, checked: Boolean, disabled: Boolean, color: String, name: String },
    {
      created(host) {
        this.field = make('input', { type: kind })
        host.insertBefore(this.field, host.firstChild)
        this.field.addEventListener('change', () => this.choose())
        this.field.addEventListener('click', (event) => event.stopPropagation())
        sync.call(this)
      },
      attached: sync,
      on: { checked: sync, disabled: sync, color: sync, ariaLabel: sync },
      methods: {
        choose() {
          this.setData({ checked: this.field.checked })
          this.$$.closest(group)?.__wxElement?.chosen(this)
        },
        activate() {
          if (this.data.disabled) return
          this.field.checked = kind === 'radio' ? true : !this.field.checked
          this.choose()
        },
      },
    },
  )
}

defineChoice('checkbox')
defineChoice('radio')

define(
  'checkbox-group',
  { name: String },
  {
    methods: {
      getFormValue() {
        return descendants(this.$$, (found) => found.__kind === 'checkbox' && found.data.checked).map(
          (box) => box.data.value,
        )
      },
      chosen() {
        fire(this, 'change', { value: this.getFormValue() })
      },
      resetForm() {
        for (const box of descendants(this.$$, isKind('checkbox'))) box.setData({ checked: false })
      },
    },
  },
)

define(
  'radio-group',
  { name: String },
  {
    created(host) {
      host.setAttribute('role', 'radiogroup')
    },
    methods: {
      getFormValue() {
        return descendants(this.$$, isKind('radio')).find((radio) => radio.data.checked)?.data.value ?? ''
      },
      chosen(chosen) {
        for (const radio of descendants(this.$$, isKind('radio')))
          if (radio !== chosen) radio.setData({ checked: false })
        fire(this, 'change', { value: chosen.data.value })
      },
      resetForm() {
        for (const radio of descendants(this.$$, isKind('radio'))) radio.setData({ checked: false })
      },
    },
  },
)

function syncSwitch() {
  const { data, field, $$: host } = this
  field.checked = data.checked
  field.disabled = data.disabled
  if (data.color) host.style.setProperty('--c', data.color)
  if (data.ariaLabel) field.setAttribute('aria-label', data.ariaLabel)
}

define(
  'switch',
  { checked: Boolean, disabled: Boolean, type: String, color: String, name: String },
  {
    created(host) {
      this.field = make('input', { type: 'checkbox' })
      this.field.setAttribute('role', 'switch')
      host.appendChild(this.field)
      this.field.addEventListener('change', () => {
        this.setData({ checked: this.field.checked })
        fire(this, 'change', { value: this.field.checked })
      })
      syncSwitch.call(this)
    },
    on: { checked: syncSwitch, disabled: syncSwitch, color: syncSwitch, ariaLabel: syncSwitch },
    methods: {
      activate() {
        this.field.click()
      },
      getFormValue() {
        return this.field.checked
      },
      resetForm() {
        this.setData({ checked: false })
      },
    },
  },
)

function syncSlider() {
  const { min, max, step, value, disabled, ariaLabel } = this.data
  Object.assign(this.field, { min, max, step, value, disabled })
  this.field.setAttribute('aria-label', ariaLabel || '滑块')
}

define(
  'slider',
  {
    min: { type: Number, value: 0 },
    max: { type: Number, value: 100 },
    step: { type: Number, value: 1 },
    value: { type: Number, value: 0 },
    disabled: Boolean,
    activeColor: String,
    backgroundColor: String,
    showValue: Boolean,
    name: String,
  },
  {
    created(host) {
      this.field = make('input', { type: 'range' })
      host.appendChild(this.field)
      this.field.addEventListener('input', () => fire(this, 'changing', { value: Number(this.field.value) }))
      this.field.addEventListener('change', () => {
        this.setData({ value: Number(this.field.value) })
        fire(this, 'change', { value: Number(this.field.value) })
      })
      syncSlider.call(this)
    },
    on: { value: syncSlider, min: syncSlider, max: syncSlider, step: syncSlider, disabled: syncSlider },
    methods: {
      getFormValue() {
        return Number(this.field.value)
      },
      resetForm() {
        this.setData({ value: this.data.min })
      },
    },
  },
)

function syncProgress() {
  const { percent, activeColor, strokeWidth, ariaLabel } = this.data
  this.bar.style.width = `${percent}%`
  this.$$.setAttribute('aria-valuenow', percent)
  if (!ariaLabel) this.$$.setAttribute('aria-label', '进度')
  if (activeColor) this.bar.style.background = activeColor
  if (strokeWidth) this.bar.parentNode.style.height = this.bar.style.height = `${parseFloat(strokeWidth)}px`
}

define(
  'progress',
  {
    percent: Number,
    showInfo: Boolean,
    strokeWidth: ANY,
    activeColor: String,
    backgroundColor: String,
    active: Boolean,
  },
  {
    created(host) {
      host.setAttribute('role', 'progressbar')
      this.bar = make('div')
      const track = make('div')
      track.append(this.bar)
      host.append(track)
      syncProgress.call(this)
    },
    on: { percent: syncProgress, activeColor: syncProgress, strokeWidth: syncProgress },
  },
)
