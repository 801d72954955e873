const log = require('../utils/log')
module.exports = Behavior({
  properties: { tone: { type: String, value: 'base' } },
  data: { fromB: 'B' },
  lifetimes: {
    attached() {
      log('behavior.attached')
    },
  },
  methods: {
    hello() {
      return 'hello ' + this.data.tone
    },
  },
})
