const b = require('../../behaviors/b')
const log = require('../../utils/log')
Component({
  behaviors: [b],
  options: { multipleSlots: true },
  relations: {
    '../child/child': {
      type: 'child',
      linked(t) {
        log('linked ' + t.data.name)
      },
    },
  },
  data: { n: 0 },
  lifetimes: {
    created() {
      log('parent.created')
    },
    attached() {
      log('parent.attached')
    },
    ready() {
      log('parent.ready')
      this.setData({ n: this.getRelationNodes('../child/child').length })
    },
    detached() {
      log('parent.detached')
    },
  },
  pageLifetimes: {
    show() {
      log('parent.pageShow')
    },
    hide() {
      log('parent.pageHide')
    },
  },
  methods: {
    inc() {
      this.setData({ n: this.data.n + 1 })
    },
  },
})
