/** `wx`: everything the app can ask of the phone. What is missing is noted in `window.__mpMissing`. */
import { missing } from '../record.js'
import { addAccount } from './account.js'
import { callableOn } from './callable.js'
import { addDevice } from './device.js'
import { addDialogs } from './dialogs.js'
import { addMedia } from './media.js'
import { addNavigation } from './navigation.js'
import { addNetwork } from './network.js'
import { addSilent } from './silent.js'
import { addStorage } from './storage.js'
import { addView } from './view.js'

export function createWx({ launch }) {
  const wx = {}
  const define = callableOn(wx)
  addSilent(wx, define)
  addNetwork(wx, define)
  addAccount(wx, define)
  addDevice(wx, define, launch)
  addMedia(wx, define)
  addStorage(wx, define)
  addNavigation(wx, define)
  addDialogs(wx, define)
  addView(wx)
  wx.canIUse = (name) => {
    const [head] = name.split('.')
    return head in wx || BUILTIN_TAGS.includes(head)
  }
  return new Proxy(wx, {
    get(target, name) {
      if (!(name in target) && typeof name === 'string') missing[name] = (missing[name] || 0) + 1
      return target[name]
    },
  })
}
