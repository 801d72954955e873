const log = require('./utils/log')
App({
  onLaunch(o) {
    log('App.onLaunch ' + o.path)
  },
  onShow() {
    log('App.onShow')
  },
})
