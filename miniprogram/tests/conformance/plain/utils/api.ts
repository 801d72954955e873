import { BASE_URL } from './config'
export function request<T>(method: 'GET' | 'POST', path: string, data?: object, token?: string): Promise<T> {
  return new Promise((resolve, reject) => {
    wx.request({
      url: BASE_URL + path,
      method,
      data,
      timeout: 8000,
      header: token ? { Authorization: 'Bearer ' + token } : {},
      success: (r) =>
        r.statusCode < 400
          ? resolve(r.data as T)
          : reject(new Error((r.data as any)?.error || 'HTTP ' + r.statusCode)),
      fail: (e) => reject(new Error(e.errMsg)),
    })
  })
}
