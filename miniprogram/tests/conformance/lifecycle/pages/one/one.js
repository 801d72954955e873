const log = require('../../utils/log')
Page({
  data: { kids: ['a', 'b'], more: [], refreshed: 0, into: '', got: '', seen: false, priv: '' },
  onLoad(q) {
    log('one.onLoad ' + JSON.stringify(q))
    log('pages ' + getCurrentPages().length)
  },
  onShow() {
    log('one.onShow')
    this.getTabBar((t) => t.setData({ sel: 0 }))
  },
  onReady() {
    log('one.onReady')
    this.createIntersectionObserver()
      .relativeToViewport()
      .observe('#foot', (r) => {
        if (r.intersectionRatio > 0) this.setData({ seen: true })
      })
  },
  onHide() {
    log('one.onHide')
  },
  onPullDownRefresh() {
    this.setData({ refreshed: this.data.refreshed + 1 })
    wx.stopPullDownRefresh()
  },
  onReachBottom() {
    this.setData({ more: this.data.more.concat([1, 2, 3]) })
  },
  onPageScroll() {},
  inc() {
    this.selectComponent('#par').inc()
    this.setData({ got: this.selectComponent('#par').hello() })
  },
  deep() {
    wx.navigateTo({
      url: '/sub/pages/deep/deep?x=1',
      events: { back: (d) => this.setData({ got: 'ch:' + d.v }) },
      success: (r) => r.eventChannel.emit('init', { v: 7 }),
    })
  },
  async loc() {
    try {
      await wx.getLocation()
      this.setData({ priv: 'ok' })
    } catch (e) {
      this.setData({ priv: e.errMsg })
    }
  },
  swap() {
    this.setData({ kids: this.data.kids.slice().reverse().concat('c'), 'more[0]': 9 })
  },
})
