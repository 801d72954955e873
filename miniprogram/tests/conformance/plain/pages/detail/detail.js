const { request } = require('../../utils/api')
const { BASE_URL } = require('../../utils/config')
Page({
  data: {
    a: null,
    from: '',
    slot: 0,
    slots: ['上午 9:00', '下午 2:00'],
    photos: [],
    agree: false,
    gender: 'f',
    text: '',
    result: null,
    loc: null,
  },
  async onLoad(q) {
    this.setData({ from: decodeURIComponent(q.from || '') })
    const a = await request('GET', '/api/activities/' + q.id)
    this.setData({ a })
    wx.setNavigationBarTitle({ title: a.title })
  },
  onReady() {
    this.createSelectorQuery()
      .select('.panel-box')
      .boundingClientRect((r) => {
        this.rect = r
      })
      .exec()
  },
  onPick(e) {
    this.setData({ slot: e.detail.value })
  },
  onAgree(e) {
    this.setData({ agree: e.detail.value.includes('y') })
  },
  async onPhoto() {
    try {
      const r = await wx.chooseMedia({ count: 1, mediaType: ['image'] })
      const f = r.tempFiles[0].tempFilePath
      this.setData({ photos: [f] })
      const token = await getApp().login()
      wx.uploadFile({
        url: BASE_URL + '/api/upload',
        filePath: f,
        name: 'file',
        formData: { kind: 'photo' },
        header: { Authorization: 'Bearer ' + token },
        success: (u) => {
          const d = JSON.parse(u.data)
          this.setData({ upId: d.id, upSize: d.size })
          wx.showToast({ title: '上传成功' })
        },
        fail: (e) => wx.showToast({ title: e.errMsg, icon: 'none' }),
      })
    } catch (e) {
      if (!/cancel/.test(e.errMsg)) wx.showToast({ title: e.errMsg, icon: 'error' })
    }
  },
  onWhere() {
    wx.getLocation({
      type: 'gcj02',
      success: (l) => this.setData({ loc: l.latitude.toFixed(3) + ',' + l.longitude.toFixed(3) }),
      fail: (e) => this.setData({ loc: e.errMsg }),
    })
  },
  async submit(e) {
    const v = e.detail.value
    if (!v.name) return wx.showToast({ title: '请填写姓名', icon: 'none' })
    const sub = await wx.requestSubscribeMessage({ tmplIds: ['T1'] })
    const token = await getApp().login()
    wx.showLoading({ title: '提交中' })
    const r = await request(
      'POST',
      '/api/signups',
      { activity: this.data.a.id, ...v, subscribed: sub.T1 === 'accept' },
      token,
    )
    wx.hideLoading()
    this.setData({ result: r })
    wx.showModal({
      title: '报名成功',
      content: '编号 ' + r.no,
      showCancel: false,
      success: () => wx.switchTab({ url: '/pages/mine/mine' }),
    })
  },
  onShareAppMessage() {
    return { title: this.data.a.title, path: '/pages/detail/detail?id=' + this.data.a.id }
  },
})
