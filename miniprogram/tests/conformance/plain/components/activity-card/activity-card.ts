Component({
  options: { multipleSlots: true },
  externalClasses: ['ext-class'],
  properties: {
    item: { type: Object, value: {} as { id?: number; title?: string; tags?: string[]; left?: number } },
    big: Boolean,
  },
  data: { full: false, moreOpen: false },
  observers: {
    'item.left'(left: number) {
      this.setData({ full: left === 0 })
    },
  },
  lifetimes: {
    attached() {
      this.triggerEvent('mounted', { id: this.data.item.id })
    },
  },
  methods: {
    onJoin() {
      if (!this.data.full)
        this.triggerEvent('join', { id: this.data.item.id }, { bubbles: true, composed: true })
    },
    toggle() {
      this.setData({ moreOpen: !this.data.moreOpen })
    },
  },
})
