/** Running activities: plan, publish, call off, close, and what is written down afterwards. */
import { once } from '../../../core/keys'
import { send, upload } from '../../../core/request'
import type {
  ActivityBody,
  ActivityDone,
  ActivityView,
  OrganizerDay,
  PhotoList,
  PhotoView,
  RuleView,
  SitePage,
  TemplatePage,
  app__activities__schemas__aftermath__RecordView as ActivityRecord,
} from '../../../api/types'

export type Template = TemplatePage['items'][number]
export type Site = SitePage['items'][number]
export type DayActivity = OrganizerDay['activities'][number]
export type Photo = PhotoView
export type { ActivityBody, ActivityRecord, ActivityView, OrganizerDay }

const post = <T>(purpose: string, path: string, body: object = {}): Promise<T> =>
  once(purpose, (key) => send({ method: 'POST', path, body, key }))

export function showOrganizerDay(): Promise<OrganizerDay> {
  return send({ method: 'GET', path: '/me/organizing' })
}

export async function listSites(): Promise<Site[]> {
  const { items } = await send<SitePage>({ method: 'GET', path: '/sites', query: { limit: 50 } })
  return items.filter((site) => site.state === 'active')
}

/** The difficulty classes that hold at a site, easiest first. */
export async function listDifficulties(siteId: string): Promise<RuleView['difficulty_classes']> {
  const path = '/scoring-rules/current'
  const rule = await send<RuleView>({ method: 'GET', path, query: { site_id: siteId } })
  return [...rule.difficulty_classes].sort((one, other) => one.factor_percent - other.factor_percent)
}

export async function listTemplates(): Promise<Template[]> {
  const path = '/activity-templates'
  return (await send<TemplatePage>({ method: 'GET', path, query: { limit: 50 } })).items
}

export function createActivity(
  body: ActivityBody & { site_id: string; publish: boolean },
): Promise<ActivityDone> {
  return post(`create-activity:${body.site_id}:${body.starts_at}:${body.title}`, '/activities', body)
}

/** A draft from a template; what differs from it is edited afterwards. */
export function useTemplate(templateId: string, siteId: string, startsAt: string): Promise<ActivityDone> {
  const body = { site_id: siteId, starts_at: startsAt, publish: false }
  return post(`use-template:${templateId}:${startsAt}`, `/activity-templates/${templateId}/activities`, body)
}

export function editActivity(id: string, version: number, body: ActivityBody): Promise<ActivityDone> {
  return send({ method: 'PUT', path: `/activities/${id}`, body, version })
}

export function publishActivity(id: string): Promise<ActivityDone> {
  return post(`publish:${id}`, `/activities/${id}/publication`)
}

export function unpublishActivity(id: string): Promise<ActivityDone> {
  return post(`unpublish:${id}`, `/activities/${id}/unpublication`)
}

export function cancelActivity(id: string, reason: string): Promise<ActivityDone> {
  return post(`cancel-activity:${id}`, `/activities/${id}/cancellation`, { reason })
}

export function closeActivity(id: string): Promise<{ checked_out: number; claimed: number }> {
  return post(`close-activity:${id}`, `/activities/${id}/closing`)
}

export type Mark = 'exact' | 'over' | 'about'

export function recordHeadcount(id: string, headcount: number, mark: Mark): Promise<unknown> {
  return post(`headcount:${id}:${headcount}:${mark}`, `/activities/${id}/headcount`, { headcount, mark })
}

export function changeCapacity(shiftId: string, capacity: number): Promise<unknown> {
  return post(`capacity:${shiftId}:${capacity}`, `/shifts/${shiftId}/capacity`, { capacity })
}

export function showActivityRecord(id: string): Promise<ActivityRecord> {
  return send({ method: 'GET', path: `/activities/${id}/record` })
}

export function writeActivityRecord(id: string, body: object): Promise<ActivityRecord> {
  return send({ method: 'PUT', path: `/activities/${id}/record`, body })
}

export function keepTemplate(id: string, name: string): Promise<unknown> {
  return post(`keep-template:${id}:${name}`, `/activities/${id}/template`, { name })
}

export async function listPhotos(id: string): Promise<Photo[]> {
  return (await send<PhotoList>({ method: 'GET', path: `/activities/${id}/photos` })).items
}

/** @param filePath a picture that was made small */
export function uploadPhoto(id: string, filePath: string, everyoneAgreed: boolean): Promise<Photo> {
  const path = `/activities/${id}/photos`
  const fields = { everyone_agreed: String(everyoneAgreed) }
  return once(`photo:${id}:${filePath}`, (key) =>
    upload<Photo>({ path, name: 'image', filePath, key, fields }),
  )
}

export function removePhoto(photoId: string): Promise<unknown> {
  return send({ method: 'DELETE', path: `/photos/${photoId}` })
}
