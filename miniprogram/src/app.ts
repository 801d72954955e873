/** Boot: watch the network, send what waits, offer a newer version. */
import { onNetworkChange, watchNetwork } from './core/network'
import { countWaiting, upload } from './core/outbox'
import { countPersonsWaiting, uploadPersons } from './core/person-scans'
import './core/session'
import { forgetOfEarlierVersion } from './core/snapshots'

function sendWhatWaits(): void {
  if (countWaiting()) void upload().catch(() => undefined) // nobody asked for it: the queue page tells what waits
  if (countPersonsWaiting()) void uploadPersons().catch(() => undefined)
}

App({
  onLaunch() {
    forgetOfEarlierVersion()
    watchNetwork()
    onNetworkChange((isOnline) => {
      if (isOnline) sendWhatWaits()
    })
    const updates = wx.getUpdateManager()
    updates.onUpdateReady(() => {
      if (!countWaiting() && !countPersonsWaiting()) updates.applyUpdate()
    })
  },
  onShow: sendWhatWaits,
})
