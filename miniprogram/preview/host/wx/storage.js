/** Storage: the browser's, under a prefix per app and WeChat user, with types kept. */
import { user } from './account.js'
import { refuse } from './callable.js'

const LARGEST = 1048576
const LIMIT_KB = 10240
const prefix = `wx:${window.__MP__.options.appid || 'preview'}:${user()}:`

function read(key) {
  const text = localStorage.getItem(prefix + key)
  return text === null ? '' : JSON.parse(text).data
}

function write(key, data) {
  const text = JSON.stringify({ data })
  if (text.length > LARGEST) throw new Error('setStorageSync:fail exceed max size 1MB')
  localStorage.setItem(prefix + key, text)
}

function remove(key) {
  localStorage.removeItem(prefix + key)
}

function keys() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
}

export function addStorage(wx, define) {
  wx.getStorageSync = read
  wx.setStorageSync = write
  wx.removeStorageSync = remove
  wx.clearStorageSync = () => keys().forEach(remove)
  wx.getStorageInfoSync = () => ({ keys: keys(), currentSize: 1, limitSize: LIMIT_KB })
  wx.batchSetStorageSync = (items) => items.forEach(({ key, value }) => write(key, value))
  wx.batchGetStorageSync = (names) => names.map(read)
  define('getStorage', ({ key }) => {
    if (!keys().includes(key)) refuse('getStorage:fail data not found')
    return { data: read(key) }
  })
  define('setStorage', ({ key, data }) => write(key, data))
  define('removeStorage', ({ key }) => remove(key))
  define('clearStorage', wx.clearStorageSync)
  define('getStorageInfo', wx.getStorageInfoSync)
}
