const log = require('../../../utils/log')
Page({
  data: { x: '', i: '' },
  onLoad(q) {
    log('deep.onLoad ' + getCurrentPages().length)
    this.setData({ x: q.x })
    const c = this.getOpenerEventChannel()
    c.on('init', (d) => {
      this.setData({ i: d.v })
    })
  },
  onUnload() {
    log('deep.onUnload')
  },
  back() {
    this.getOpenerEventChannel().emit('back', { v: 42 })
    wx.navigateBack()
  },
})
