/** What the code of an activity's poster says: the id without dashes, alone as a scene or in a plain link. */
const BARE_ID = /^[0-9a-f]{32}$/
const LINK = /[?&]a=([0-9a-f]{32})(?:&|$)/

/** The activity a page was opened for by a poster's code, or nothing. */
export function activityOfPoster(query: Record<string, string | undefined>): string | undefined {
  const bare = bareId(query.scene, query.q)
  return bare === undefined ? undefined : withDashes(bare)
}

function bareId(scene: string | undefined, link: string | undefined): string | undefined {
  if (scene !== undefined) {
    const said = decoded(scene)
    return BARE_ID.test(said) ? said : undefined
  }
  return link === undefined ? undefined : LINK.exec(decoded(link))?.[1]
}

function withDashes(id: string): string {
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
