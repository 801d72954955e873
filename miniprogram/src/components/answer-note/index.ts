/** What came of something she did, in place: done, or not and why; with one way on. */
Component({
  options: { virtualHost: true },
  properties: {
    tone: { type: String, value: 'persimmon' },
    heading: { type: String, value: '' },
    detail: { type: String, value: '' },
    /** The word on the way on; without it there is none. */
    next: { type: String, value: '' },
  },
  methods: {
    go() {
      this.triggerEvent('next')
    },
  },
})
