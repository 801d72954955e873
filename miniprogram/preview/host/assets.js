/** Files: those of the package, and those the app made or chose while running. */
const { options } = window.__MP__

/** `wxfile://…` path → Blob */
const temporary = new Map()

/** Map an address of production to one that answers here. */
export function rewriteUrl(url) {
  return (options.urlRewrite || []).reduce(
    (text, [pattern, to]) => text.replace(new RegExp(pattern), to),
    url,
  )
}

/** The browser's address of what `src` names; relative paths start at the component that uses it. */
export function assetUrl(src, component = '') {
  if (temporary.has(src)) return URL.createObjectURL(temporary.get(src))
  if (!src || /^(https?:|data:|blob:|wxfile:|\/\/)/.test(src)) return rewriteUrl(src || '')
  const file = src.startsWith('/') ? src.slice(1) : new URL(src, `http://app/${component}`).pathname.slice(1)
  return `assets/${file}`
}

/** Keep a blob under a path as WeChat names temporary files. */
export function keepTemporary(blob, name = 'file.bin') {
  const path = `wxfile://tmp_${temporary.size}_${name}`
  temporary.set(path, blob)
  return path
}

export function writeTemporary(path, blob) {
  temporary.set(path, blob)
}

export function hasTemporary(path) {
  return temporary.has(path)
}

/** The content of a temporary file, a package file or an address. */
export async function blobOf(path) {
  if (temporary.has(path)) return temporary.get(path)
  return (await fetch(assetUrl(path))).blob()
}
