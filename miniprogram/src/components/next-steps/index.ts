/** What happens next, in order; the first step is the one for now. */
Component({
  properties: {
    heading: { type: String, value: '' },
    /** `{title, detail}` each. */
    steps: { type: Array, value: [] as Array<{ title: string; detail: string }> },
  },
})
