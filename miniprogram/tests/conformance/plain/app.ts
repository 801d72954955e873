import { request } from './utils/api'
interface GlobalData {
  token: string
  elder: boolean
  launches: number
}
App<{ globalData: GlobalData; login(): Promise<string> }>({
  globalData: { token: '', elder: false, launches: 0 },
  onLaunch() {
    this.globalData.elder = wx.getStorageSync('elder') === true
    this.globalData.launches++
  },
  async login() {
    if (this.globalData.token) return this.globalData.token
    const { code } = await wx.login()
    const r = await request<{ token: string }>('POST', '/api/login', { code })
    this.globalData.token = r.token
    wx.setStorageSync('token', r.token)
    return r.token
  },
})
