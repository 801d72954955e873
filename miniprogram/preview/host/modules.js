/** `require` of the logic layer. Browser names are parameters that get no argument, so they are undefined inside. */
const { modules } = window.__MP__
const loaded = {}

export function requireModule(file) {
  if (loaded[file]) return loaded[file].exports
  const body = modules[file]
  if (!body) throw new Error(`module "${file}" is not defined`)
  const module = (loaded[file] = { exports: {} })
  body.call(undefined, module, module.exports, requireModule)
  return module.exports
}
