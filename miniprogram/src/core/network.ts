/** Whether there is a network, for the line at the top of every page. */

let isOnline = true
const listeners = new Set<(isOnline: boolean) => void>()

export function watchNetwork(): void {
  const tell = (connected: boolean): void => {
    if (connected === isOnline) return
    isOnline = connected
    listeners.forEach((listener) => listener(isOnline))
  }
  wx.getNetworkType({ success: ({ networkType }) => tell(networkType !== 'none') })
  wx.onNetworkStatusChange(({ isConnected }) => tell(isConnected))
}

export function online(): boolean {
  return isOnline
}

/** Call `listener` at every change. @returns stops it */
export function onNetworkChange(listener: (isOnline: boolean) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
