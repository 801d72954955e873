import { request } from '../../utils/api'
const app = getApp()
Page({
  data: {
    q: '',
    list: [] as any[],
    loading: true,
    err: '',
    elder: false,
    online: true,
    mounted: 0,
    banners: ['春季植树', '敬老助老', '社区清洁'],
  },
  onLoad() {
    wx.onNetworkStatusChange((r) => this.setData({ online: r.isConnected }))
    this.load()
  },
  onShow() {
    this.setData({ elder: app.globalData.elder })
  },
  async load() {
    this.setData({ loading: true, err: '' })
    try {
      const r = await request<{ items: any[] }>('GET', '/api/activities', { q: this.data.q })
      this.setData({ list: r.items })
    } catch (e) {
      this.setData({ err: (e as Error).message })
    }
    this.setData({ loading: false })
  },
  onPullDownRefresh() {
    this.load().then(() => wx.stopPullDownRefresh())
  },
  onInput(e: WechatMiniprogram.Input) {
    this.setData({ q: e.detail.value })
  },
  onSearch() {
    this.load()
  },
  onMounted() {
    this.setData({ mounted: this.data.mounted + 1 })
  },
  async onJoin(e: WechatMiniprogram.CustomEvent<{ id: number }>) {
    const r = await wx.showModal({ title: '确认报名', content: '报名活动 #' + e.detail.id })
    if (r.confirm)
      wx.navigateTo({ url: '/pages/detail/detail?id=' + e.detail.id + '&from=' + encodeURIComponent('列表') })
  },
  open(e: WechatMiniprogram.TouchEvent) {
    wx.navigateTo({ url: `/pages/detail/detail?id=${e.currentTarget.dataset.id}` })
  },
})
