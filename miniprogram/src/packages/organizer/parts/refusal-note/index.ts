/** What the service refused and what to do about it, in place; nothing when there is no title. */
Component({
  options: { virtualHost: true },
  properties: {
    heading: { type: String, value: '' },
    detail: { type: String, value: '' },
  },
})
