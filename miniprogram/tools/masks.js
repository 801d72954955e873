/** A drawing as a CSS mask: WXML has no inline SVG, and WXSS may not name local files. */
export function asMask(svg) {
  const text = svg.replaceAll('currentColor', '#000').replace(/\s+/g, ' ').replaceAll('"', "'").trim()
  return `url("data:image/svg+xml,${text.replaceAll('#', '%23').replaceAll('<', '%3C').replaceAll('>', '%3E')}")`
}
