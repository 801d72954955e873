const app = getApp()
Page({
  data: { elder: false, token: '', scan: '', rel: '' },
  onShow() {
    this.setData({ elder: app.globalData.elder, token: app.globalData.token })
  },
  onElder(e: WechatMiniprogram.SwitchChange) {
    app.globalData.elder = e.detail.value
    wx.setStorageSync('elder', e.detail.value)
    this.setData({ elder: e.detail.value })
  },
  async onScan() {
    try {
      const r = await wx.scanCode({ onlyFromCamera: true })
      this.setData({ scan: r.result })
    } catch (e) {
      this.setData({ scan: (e as any).errMsg })
    }
  },
  async onLogin() {
    this.setData({ token: await app.login() })
  },
  async onSheet() {
    try {
      const r = await wx.showActionSheet({ itemList: ['拍照', '相册'] })
      this.setData({ rel: '选了' + r.tapIndex })
    } catch (e) {
      this.setData({ rel: (e as any).errMsg })
    }
  },
})
