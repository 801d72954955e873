const L = []
module.exports = function (s) {
  L.push(s)
}
module.exports.list = L
