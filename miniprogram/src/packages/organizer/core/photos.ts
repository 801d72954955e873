/** Choosing photographs and making them small enough to send. */

const LONGEST_SIDE = 1600
const QUALITY = 75

export type Chosen = { kind: 'photos'; paths: string[] } | { kind: 'cancelled' } | { kind: 'denied' }

export function choosePhotos(count: number): Promise<Chosen> {
  return new Promise((resolve) => {
    wx.chooseMedia({
      count,
      mediaType: ['image'],
      sizeType: ['compressed'],
      sourceType: ['album', 'camera'],
      success: ({ tempFiles }) =>
        resolve({ kind: 'photos', paths: tempFiles.map(({ tempFilePath }) => tempFilePath) }),
      fail: ({ errMsg }) =>
        resolve({ kind: /deny|denied|auth|privacy/.test(errMsg) ? 'denied' : 'cancelled' }),
    })
  })
}

/** The picture made smaller, as a file. */
export function compressed(src: string): Promise<string> {
  return new Promise((resolve) => {
    wx.compressImage({
      src,
      quality: QUALITY,
      compressedWidth: LONGEST_SIDE,
      success: ({ tempFilePath }) => resolve(tempFilePath),
      fail: () => resolve(src), // some pictures cannot be compressed; the service looks at the size
    })
  })
}
