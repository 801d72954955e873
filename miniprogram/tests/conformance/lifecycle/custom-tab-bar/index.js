Component({
  data: { sel: 0 },
  methods: {
    go(e) {
      wx.switchTab({ url: e.currentTarget.dataset.url })
    },
  },
})
