/** What an activity can be made from: the library, the last one, an older one, or nothing. */
import { listActivities, showActivity } from '../../../api/activities'
import { listDifficulties, listSites, listTemplates, type ActivityView, type Site } from '../api/organizing'
import { factorInWords } from '../../../domain/activity'
import { fill, texts } from '../../../i18n/zh-CN'
import { knownMe, placesOf } from '../known'

const t = texts.organizer.publish

export interface Source {
  name: string
  /** The activity to follow; null for a blank sheet. */
  activityId: string | null
  templateId: string | null
}

export interface Ground {
  sites: Site[]
  sources: Source[]
}

/** Her sites, her own village's first, and what she can start from. */
export async function fetchGround(): Promise<Ground> {
  const me = await knownMe()
  const places = placesOf(me)
  const query = { village_code: me.village_code, newest_first: true, limit: 1 }
  const [sites, templates, { items }] = await Promise.all([
    listSites(),
    listTemplates(),
    listActivities(query),
  ])
  const [last] = items
  const own = (site: Site): number => Number(site.village_code !== me.village_code)
  return {
    sites: sites
      .filter((site) => places.some((place) => site.village_code.startsWith(place)))
      .sort((one, other) => own(one) - own(other)),
    sources: [
      ...(last ? [{ name: fill(t.last, { title: last.title }), activityId: last.id, templateId: null }] : []),
      ...templates.map((each) => ({ name: each.name, activityId: each.source_id, templateId: each.id })),
      { name: t.noSource, activityId: null, templateId: null },
    ],
  }
}

export function fetchLike({ activityId }: Source): Promise<ActivityView | null> {
  return activityId === null ? Promise.resolve(null) : showActivity(activityId)
}

export interface Difficulty {
  code: string
  name: string
}

export async function fetchDifficulties(siteId: string): Promise<Difficulty[]> {
  return (await listDifficulties(siteId)).map(({ code, name, factor_percent: percent }) => ({
    code,
    name: fill(t.difficultyOption, { name, factor: factorInWords(percent) }),
  }))
}
