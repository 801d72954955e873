/** The phone's own abilities, behind names of ours. */

export type Scanned = { kind: 'text'; text: string } | { kind: 'cancelled' } | { kind: 'denied' }

/** Read a code with the camera only: pictures of codes from the album do not count. */
export function scan(): Promise<Scanned> {
  return new Promise((resolve) => {
    wx.scanCode({
      onlyFromCamera: true,
      scanType: ['qrCode'],
      success: ({ result }) => resolve({ kind: 'text', text: result }),
      fail: ({ errMsg }) => resolve({ kind: /deny|denied|auth/.test(errMsg) ? 'denied' : 'cancelled' }),
    })
  })
}

export function vibrate(): void {
  void wx.vibrateShort({ type: 'medium' })
}

/** Keep the screen on and bright while somebody else reads it; `false` gives it back. */
export function holdUp(isShown: boolean): void {
  void wx.setKeepScreenOn({ keepScreenOn: isShown })
  void wx.setScreenBrightness({ value: isShown ? 1 : -1 })
}

/** WeChat's own letter size relative to the standard one. */
export function fontScaleOfWeChat(): number {
  const scale = (wx.getAppBaseInfo() as { fontSizeScaleFactor?: number }).fontSizeScaleFactor
  return scale ?? 1
}

/** Ask for a few words or digits. @returns undefined when she thought better of it */
export function askText(
  title: string,
  placeholder: string,
  confirmText: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      placeholderText: placeholder,
      editable: true,
      confirmText,
      success: ({ confirm, content }) => resolve(confirm ? content.trim() : undefined),
      fail: () => resolve(undefined),
    })
  })
}

export const askDigits = askText

/** Offer a few choices. @returns which, or undefined */
export function choose(itemList: string[]): Promise<number | undefined> {
  return new Promise((resolve) => {
    wx.showActionSheet({
      itemList,
      success: ({ tapIndex }) => resolve(tapIndex),
      fail: () => resolve(undefined),
    })
  })
}

/** The width of the screen in pixels. */
export function screenWidth(): number {
  return wx.getWindowInfo().windowWidth
}

/** Ask before something that cannot be taken back. */
export function confirm(
  title: string,
  content: string,
  confirmText: string,
  cancelText: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      content,
      confirmText,
      cancelText,
      success: (answer) => resolve(answer.confirm),
      fail: () => resolve(false),
    })
  })
}

/** A tiny confirmation, at most seven characters; everything longer belongs on a page. */
export function toast(title: string): void {
  void wx.showToast({ title, icon: 'none' })
}
