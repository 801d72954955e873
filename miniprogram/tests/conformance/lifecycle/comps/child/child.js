const log = require('../../utils/log')
Component({
  options: { virtualHost: true },
  relations: { '../parent/parent': { type: 'parent' } },
  properties: { name: String },
  lifetimes: {
    attached() {
      log('child.attached ' + this.data.name)
    },
    ready() {
      log('child.ready ' + this.data.name)
    },
  },
})
