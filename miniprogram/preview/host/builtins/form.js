/** `<form>` and `<label>`. */
import { dispatch } from '../backend.js'
import { define, descendants, fire } from './define.js'

const LABELLED = 'wx-checkbox,wx-radio,wx-switch,wx-button,wx-input,wx-textarea'

/** A built-in says its value itself; a component with `wx://form-field` has it in its data. */
function valueOf(field) {
  if (field.getFormValue) return field.getFormValue()
  return field.__kind ? undefined : field.data.value
}

define(
  'form',
  { reportSubmit: Boolean, reportSubmitTimeout: Number },
  {
    methods: {
      submit() {
        const value = {}
        for (const field of descendants(this.$$, (found) => found.data?.name)) {
          const own = valueOf(field)
          if (own !== undefined) value[field.data.name] = own
        }
        fire(this, 'submit', { value, formId: '' })
      },
      reset() {
        for (const field of descendants(this.$$, (found) => found.resetForm)) field.resetForm()
        fire(this, 'reset', {})
      },
    },
  },
)

function labelled(label) {
  const host = label.$$
  if (!label.data.for) return host.querySelector(LABELLED)?.__wxElement
  return host.closest('wx-page').querySelector(`#${CSS.escape(label.data.for)}`)?.__wxElement
}

define(
  'label',
  { for: String },
  {
    created() {
      this.addListener('tap', (event) => {
        if (event.getOriginalEvent?.()?.target?.closest?.(LABELLED)) return
        const target = labelled(this)
        if (target?.activate) target.activate()
        else if (target) dispatch(target, 'tap', { x: 0, y: 0 })
      })
    },
  },
)
