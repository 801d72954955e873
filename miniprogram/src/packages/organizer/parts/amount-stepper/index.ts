/** A number with minus and plus. `bind:change` tells the new amount; at a limit the button says so by being off. */
Component({
  properties: {
    amount: { type: Number, value: 0 },
    least: { type: Number, value: 0 },
    most: { type: Number, value: 20 },
    minusLabel: { type: String, value: '' },
    plusLabel: { type: String, value: '' },
  },
  methods: {
    less() {
      this.move(-1)
    },
    more() {
      this.move(1)
    },
    move(by: number) {
      const { amount, least, most } = this.properties
      const moved = amount + by
      if (moved >= least && moved <= most) this.triggerEvent('change', { amount: moved })
    },
  },
})
