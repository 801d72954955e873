/** `<picker>`: a sheet with the browser's own controls instead of WeChat's wheels. */
import { ANY, define, descendants, fire, isKind, make } from './define.js'

const SAMPLE_REGIONS = [['广西壮族自治区'], ['柳州市'], ['柳城县', '柳江区']]

function optionsOf({ mode, range }) {
  if (mode === 'region') return SAMPLE_REGIONS
  return mode === 'multiSelector' ? range : [range]
}

function calendarField({ mode, fields, value, start, end, headerText }) {
  const type = mode === 'time' ? 'time' : fields === 'month' ? 'month' : 'date'
  const field = make('input', { type, value: value || '' })
  if (start) field.min = start
  if (end) field.max = end
  field.setAttribute('aria-label', headerText || '日期')
  return field
}

function columnField(picker, options, index) {
  const { mode, rangeKey, value } = picker.data
  const field = make('select')
  field.setAttribute('aria-label', `第${index + 1}列`)
  options.forEach((option, position) => {
    const textContent = option && typeof option === 'object' ? option[rangeKey] : option
    field.append(make('option', { value: position, textContent }))
  })
  field.value = mode === 'multiSelector' ? ((value || [])[index] ?? 0) : mode === 'region' ? 0 : value || 0
  field.onchange = () => {
    if (mode === 'multiSelector') fire(picker, 'columnchange', { column: index, value: Number(field.value) })
  }
  return field
}

function chosenValue({ mode }, fields, columns) {
  const values = fields.map((field) => field.value)
  if (mode === 'multiSelector') return values.map(Number)
  if (mode === 'region') return values.map((value, index) => columns[index][value])
  return mode === 'selector' ? Number(values[0]) : values[0]
}

function openSheet(picker) {
  const { data } = picker
  if (data.disabled) return
  const isCalendar = data.mode === 'date' || data.mode === 'time'
  const columns = isCalendar ? [] : optionsOf(data)
  const fields = isCalendar
    ? [calendarField(data)]
    : columns.map((options, index) => columnField(picker, options, index))
  const mask = make('div', { className: 'mp-mask' })
  mask.dataset.testid = 'picker'
  const cancel = make('button', { textContent: '取消' })
  cancel.onclick = () => {
    mask.remove()
    fire(picker, 'cancel')
  }
  const confirm = make('button', { textContent: '确定' })
  confirm.onclick = () => {
    mask.remove()
    const value = chosenValue(data, fields, columns)
    picker.setData({ value })
    fire(picker, 'change', { value })
  }
  const sheet = make('div', { className: 'mp-wheel' })
  sheet.append(make('div', { textContent: data.headerText || '请选择' }), ...fields, cancel, confirm)
  mask.append(sheet)
  document.getElementById('phone').append(mask)
}

define(
  'picker',
  {
    mode: { type: String, value: 'selector' },
    range: { type: Array, value: [] },
    rangeKey: String,
    value: ANY,
    disabled: Boolean,
    start: String,
    end: String,
    fields: String,
    headerText: String,
    name: String,
  },
  {
    created(host) {
      host.setAttribute('role', 'button')
      host.tabIndex = 0
      this.addListener('tap', () => openSheet(this))
    },
    methods: {
      getFormValue() {
        return this.data.value
      },
      resetForm() {
        this.setData({ value: '' })
      },
    },
  },
)

define(
  'picker-view',
  { value: { type: Array, value: [] }, indicatorStyle: String, maskStyle: String, immediateChange: Boolean },
  {
    methods: {
      scrolled() {
        const columns = descendants(this.$$, isKind('picker-view-column'))
        fire(this, 'change', { value: columns.map((column) => column.position || 0) })
      },
    },
  },
)

define(
  'picker-view-column',
  {},
  {
    created(host) {
      host.addEventListener('scrollend', () => {
        const rowHeight = host.children[0]?.offsetHeight || 34
        this.position = Math.round(host.scrollTop / rowHeight)
        host.closest('wx-picker-view')?.__wxElement.scrolled()
      })
    },
  },
)
