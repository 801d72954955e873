const log = require('../../utils/log')
Page({
  onLoad() {
    log('two.onLoad')
  },
  onShow() {
    log('two.onShow')
    this.getTabBar((t) => t.setData({ sel: 1 }))
    this.setData({ log: log.list.join(' > ') })
  },
})
