/** Photos and files: a real file chooser, and paths as WeChat hands them out. */
import { blobOf, hasTemporary, keepTemporary, writeTemporary } from '../assets.js'
import { element } from '../dom.js'
import { mock } from '../record.js'
import { refuse } from './callable.js'

const MOST = 9

function pickFiles({ mediaType = ['image'], count = MOST }) {
  return new Promise((resolve, reject) => {
    const input = element('input')
    input.type = 'file'
    input.accept = mediaType.map((type) => (type === 'mix' ? 'image/*,video/*' : `${type}/*`)).join(',')
    input.multiple = count > 1
    input.onchange = () => resolve([...input.files].slice(0, count))
    input.oncancel = () => reject({ errMsg: 'chooseMedia:fail cancel' })
    input.click()
  })
}

async function chooseFiles(wx, options) {
  await wx.__requirePrivacy('chooseMedia')
  const files = mock.media ? await Promise.all(mock.media.map(fetchFile)) : await pickFiles(options)
  return files.map((file) => ({
    tempFilePath: keepTemporary(file, file.name),
    size: file.size,
    fileType: file.type.startsWith('video') ? 'video' : 'image',
    width: 0,
    height: 0,
    thumbTempFilePath: '',
    duration: 0,
  }))
}

async function fetchFile({ url, name }) {
  return new File([await (await fetch(url)).blob()], name)
}

function toBase64(buffer) {
  let text = ''
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte)
  return btoa(text)
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer
}

const fileSystem = {
  async readFile({ filePath, encoding, success, fail }) {
    try {
      const buffer = await (await blobOf(filePath)).arrayBuffer()
      const decoded = encoding === 'base64' ? toBase64(buffer) : new TextDecoder().decode(buffer)
      success?.({ data: encoding ? decoded : buffer, errMsg: 'readFile:ok' })
    } catch (error) {
      fail?.({ errMsg: `readFile:fail ${error}` })
    }
  },
  writeFile({ filePath, data, encoding, success }) {
    writeTemporary(filePath, new Blob([encoding === 'base64' ? fromBase64(data) : data]))
    success?.({ errMsg: 'writeFile:ok' })
  },
  access({ path, success, fail }) {
    if (hasTemporary(path)) success?.({ errMsg: 'access:ok' })
    else fail?.({ errMsg: 'access:fail no such file' })
  },
}

export function addMedia(wx, define) {
  define('chooseMedia', async (options) => ({ tempFiles: await chooseFiles(wx, options), type: 'image' }))
  define('chooseImage', async (options) => {
    const files = await chooseFiles(wx, options)
    return {
      tempFilePaths: files.map((file) => file.tempFilePath),
      tempFiles: files.map((file) => ({ path: file.tempFilePath, size: file.size })),
    }
  })
  define('compressImage', ({ src }) => ({ tempFilePath: src }))
  define('saveImageToPhotosAlbum', async () => {
    await wx.__requirePrivacy('saveImageToPhotosAlbum')
    if (mock.auth['scope.writePhotosAlbum'] === false) refuse('saveImageToPhotosAlbum:fail auth deny')
  })
  define('getImageInfo', async ({ src }) => {
    const { width, height } = await createImageBitmap(await blobOf(src))
    return { width, height, path: src, orientation: 'up', type: 'png' }
  })
  define('getFileInfo', async ({ filePath }) => ({ size: (await blobOf(filePath)).size }))
  wx.getFileSystemManager = () => fileSystem
  wx.env = { USER_DATA_PATH: 'wxfile://usr' }
  wx.arrayBufferToBase64 = toBase64
  wx.base64ToArrayBuffer = fromBase64
}
