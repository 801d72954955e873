const SIZES = {
  standard: ['page', '16px'],
  large: ['page is-large', '20.8px'],
  largest: ['page is-large is-largest', '28.8px'],
}

Page({
  data: {
    look: 'page',
    rootFont: '16px',
    words: '',
    tab: 'all',
    count: 1,
    isOn: false,
    checked: ['photo'],
    chosen: 'in',
    text: '',
    open: [],
    files: [],
    sheet: '',
    places: [
      { label: '大榕树', value: 'tree' },
      { label: '村委会', value: 'office' },
      { label: '晒坪', value: 'yard' },
    ],
    place: ['tree'],
    date: '',
    images: ['data:image/gif;base64,R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs='],
  },
  onLoad({ size = 'standard' }) {
    const [look, rootFont] = SIZES[size]
    this.setData({ look, rootFont })
  },
  onWords({ detail }) {
    this.setData({ words: detail.value })
  },
  onTab({ detail }) {
    this.setData({ tab: detail.value })
  },
  onCount({ detail }) {
    this.setData({ count: detail.value })
  },
  onSwitch({ detail }) {
    this.setData({ isOn: detail.value })
  },
  onChecked({ detail }) {
    this.setData({ checked: detail.value })
  },
  onChosen({ detail }) {
    this.setData({ chosen: detail.value })
  },
  onText({ detail }) {
    this.setData({ text: detail.value })
  },
  onOpen({ detail }) {
    this.setData({ open: detail.value })
  },
  onFiles({ detail }) {
    this.setData({ files: detail.files })
  },
  onPlace({ detail }) {
    this.setData({ place: detail.value, sheet: '' })
  },
  onDate({ detail }) {
    this.setData({ date: detail.value, sheet: '' })
  },
  onVisible({ detail }) {
    if (!detail.visible) this.hide()
  },
  show(event) {
    this.setData({ sheet: event.currentTarget.dataset.sheet })
  },
  hide() {
    this.setData({ sheet: '' })
  },
})
