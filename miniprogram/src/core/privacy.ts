/**
 * WeChat's own privacy agreement. WeChat asks by itself when something covered by it is used for the first time;
 * whoever refuses keeps everything else.
 */

export interface PrivacySetting {
  /** She has not agreed yet, and will be asked when it is needed. */
  isOpen: boolean
  name: string
}

export function privacySetting(): Promise<PrivacySetting> {
  return new Promise((resolve) => {
    wx.getPrivacySetting({
      success: ({ needAuthorization, privacyContractName }) =>
        resolve({ isOpen: needAuthorization, name: privacyContractName }),
      fail: () => resolve({ isOpen: false, name: '' }), // WeChat before 2.32.3 asks nothing
    })
  })
}

export function openPrivacyContract(): void {
  void wx.openPrivacyContract({})
}
