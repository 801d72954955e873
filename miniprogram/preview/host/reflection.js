/** Make ids and `data-*` of glass-easel elements visible in the DOM, where tests look for them. */
import * as glassEasel from 'glass-easel'
import { kebab } from './dom.js'

export function reflectIdsAndDatasets() {
  const prototype = glassEasel.Element.prototype
  const setDataset = prototype.setDataset
  prototype.setDataset = function (name, value) {
    setDataset.call(this, name, value)
    const plain = typeof value !== 'object' || value === null
    if (plain && this.$$?.setAttribute) this.$$.setAttribute(`data-${kebab(name)}`, String(value))
  }
  const id = Object.getOwnPropertyDescriptor(prototype, 'id')
  Object.defineProperty(prototype, 'id', {
    configurable: true,
    get: id.get,
    set(value) {
      id.set.call(this, value)
      if (value !== '' && value != null && this.$$?.setAttribute) this.$$.setAttribute('id', String(value))
    },
  })
}
