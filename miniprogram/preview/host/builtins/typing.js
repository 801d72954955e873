/** `<input>` and `<textarea>`. */
import { ANY, define, fire, make } from './define.js'

const INPUT_MODES = { number: 'numeric', idcard: 'text', digit: 'decimal', tel: 'tel' }

const properties = {
  value: { type: ANY, value: '' },
  type: { type: String, value: 'text' },
  password: Boolean,
  placeholder: String,
  placeholderStyle: String,
  placeholderClass: String,
  disabled: Boolean,
  maxlength: { type: Number, value: 140 },
  focus: Boolean,
  autoFocus: Boolean,
  confirmType: String,
  confirmHold: Boolean,
  cursor: Number,
  cursorSpacing: Number,
  adjustPosition: Boolean,
  name: String,
  autoHeight: Boolean,
  fixed: Boolean,
  showConfirmBar: Boolean,
  model: ANY,
}

/** Bring the inner field in line with the properties. */
function sync() {
  const { data, field, $$: host } = this
  const value = data.value == null ? '' : String(data.value)
  if (field.value !== value) field.value = value
  field.placeholder = data.placeholder
  field.disabled = data.disabled
  if (data.maxlength >= 0) field.maxLength = data.maxlength
  else field.removeAttribute('maxlength')
  if (field.tagName === 'INPUT') {
    field.type = data.password || data.type === 'safe-password' ? 'password' : 'text'
    field.inputMode = INPUT_MODES[data.type] || 'text'
  }
  field.enterKeyHint = data.confirmType || 'done'
  field.setAttribute(
    'aria-label',
    data.ariaLabel || host.getAttribute('aria-label') || data.placeholder || '',
  )
  grow.call(this)
}

function grow() {
  if (!this.data.autoHeight) return
  this.field.style.height = 'auto'
  this.field.style.height = this.$$.style.height = `${this.field.scrollHeight}px`
}

/** A handler of `input` may return the text that should stand there instead. */
function replacementIn(answer) {
  if (typeof answer === 'string') return answer
  return answer && typeof answer === 'object' ? answer.value : undefined
}

function onInput() {
  const { field } = this
  const { value } = field
  this.__isChanged = true
  this.setData({ value })
  const handleListenerReturn = (answer) => {
    const replacement = replacementIn(answer)
    if (replacement === undefined) return
    field.value = replacement
    this.setData({ value: replacement })
  }
  fire(
    this,
    'input',
    { value, cursor: field.selectionStart ?? value.length, keyCode: 0 },
    { handleListenerReturn },
  )
  grow.call(this)
}

function onBlur() {
  const { value } = this.field
  fire(this, 'blur', { value, cursor: value.length })
  if (this.__isChanged) fire(this, 'change', { value })
  this.__isChanged = false
}

function defineField(name) {
  define(name, properties, {
    created(host) {
      const field = make(name)
      if (name === 'textarea') field.rows = 1
      this.field = field
      host.appendChild(field)
      field.addEventListener('input', () => onInput.call(this))
      field.addEventListener('focus', () => fire(this, 'focus', { value: field.value, height: 0 }))
      field.addEventListener('blur', () => onBlur.call(this))
      field.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' && name === 'input') fire(this, 'confirm', { value: field.value })
      })
      sync.call(this)
    },
    attached() {
      sync.call(this)
      if (this.data.autoFocus || this.data.focus) this.field.focus()
    },
    on: {
      ...Object.fromEntries(
        [
          'value',
          'placeholder',
          'disabled',
          'maxlength',
          'type',
          'password',
          'confirmType',
          'ariaLabel',
          'autoHeight',
        ].map((property) => [property, sync]),
      ),
      focus(value) {
        if (value) this.field.focus()
        else this.field.blur()
      },
    },
    methods: {
      getFormValue() {
        return this.field.value
      },
      resetForm() {
        this.setData({ value: '' })
        this.field.value = ''
      },
      activate() {
        this.field.focus()
      },
    },
  })
}

defineField('input')
defineField('textarea')
