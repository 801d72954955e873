/** A line drawing in the colour of the text around it. Beside a word it says nothing to a screen reader. */
Component({
  options: { virtualHost: true },
  properties: {
    /** A file name of assets/icons. */
    name: { type: String, value: '' },
    /** Pixels at the standard letter size. */
    size: { type: Number, value: 22 },
  },
})
