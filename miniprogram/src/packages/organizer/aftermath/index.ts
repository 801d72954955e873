/** What is written down after an activity: photographs, how many came without an account, two sentences, a template. */
import { showActivity } from '../../../api/activities'
import {
  keepTemplate,
  listPhotos,
  recordHeadcount,
  removePhoto,
  showActivityRecord,
  uploadPhoto,
  writeActivityRecord,
  type ActivityRecord,
  type ActivityView,
  type Mark,
  type Photo,
} from '../api/organizing'
import { askText, confirm, toast } from '../../../core/device'
import { ApiError } from '../../../core/errors'
import { currentLook } from '../../../core/look'
import { choosePhotos, compressed } from '../core/photos'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'

const t = texts.organizer.aftermath
const MOST_PHOTOS = 9
const MARKS: Array<{ mark: Mark; name: string }> = [
  { mark: 'exact', name: t.marks.exact },
  { mark: 'over', name: t.marks.over },
  { mark: 'about', name: t.marks.about },
]

interface Aftermath {
  activity: ActivityView
  record: ActivityRecord | null
  photos: Photo[]
}

interface Shown {
  id: string
  url: string
  state: string
  label: string
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    marks: MARKS,
    photos: [] as Shown[],
    isAgreed: false,
    uploading: '',
    headcount: '',
    mark: 'exact' as Mark,
    summary: '',
    topic: '',
    speaker: '',
    isLecture: false,
    done: '',
  },
  id: '',

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  load() {
    return load(
      this,
      `aftermath:${this.id}`,
      () => fetchAftermath(this.id),
      ({ activity, record, photos }) => {
        const { unregistered_headcount: count, unregistered_headcount_mark: mark } = activity
        this.setData({
          photos: photos.map(shownOf),
          headcount: count === null ? '' : String(count),
          mark,
          summary: record?.summary ?? '',
          topic: record?.lecture_topic ?? '',
          speaker: record?.lecture_speaker ?? '',
          isLecture: activity.themes.includes('lecture'),
        })
      },
    )
  },

  onField(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
    const { field } = event.currentTarget.dataset as { field: 'headcount' | 'summary' | 'topic' | 'speaker' }
    this.setData({ [field]: event.detail.value, done: '' })
  },

  onMark(event: WechatMiniprogram.TouchEvent) {
    this.setData({ mark: event.currentTarget.dataset.mark as Mark, done: '' })
  },

  onAgreed(event: WechatMiniprogram.CustomEvent<{ value: boolean }>) {
    this.setData({ isAgreed: event.detail.value })
  },

  async addPhotos() {
    const chosen = await choosePhotos(Math.max(1, MOST_PHOTOS - this.data.photos.length))
    if (chosen.kind === 'denied')
      return this.setData({ refusal: { title: t.denied, detail: t.deniedDetail } })
    if (chosen.kind === 'cancelled') return
    await act(this, async () => {
      for (const [index, path] of chosen.paths.entries()) {
        this.setData({ uploading: fill(t.uploading, { number: index + 1, count: chosen.paths.length }) })
        await this.send(path)
      }
    })
    this.setData({ uploading: '' })
  },

  async send(path: string) {
    const photo = await uploadPhoto(this.id, await compressed(path), this.data.isAgreed)
    this.setData({ photos: [...this.data.photos, shownOf(photo)] })
  },

  async remove(event: WechatMiniprogram.TouchEvent) {
    const id = event.currentTarget.dataset.id as string
    if (!(await confirm(t.removeQuestion, t.removeDetail, t.removeYes, texts.organizer.cancel))) return
    await act(this, async () => {
      await removePhoto(id)
      this.setData({ photos: this.data.photos.filter((photo) => photo.id !== id) })
    })
  },

  async saveHeadcount() {
    const count = Number(this.data.headcount)
    if (this.data.headcount === '' || !Number.isInteger(count)) return
    if (await act(this, () => recordHeadcount(this.id, count, this.data.mark)))
      this.setData({ done: t.savedHeadcount })
  },

  async saveSummary() {
    const { summary, topic, speaker } = this.data
    const body = {
      summary: summary.trim(),
      lecture_topic: topic.trim() || null,
      lecture_speaker: speaker.trim() || null,
    }
    if (await act(this, () => writeActivityRecord(this.id, body))) this.setData({ done: t.savedSummary })
  },

  async keepTemplate() {
    const name = await askText(t.templateTitle, t.templateHint, t.templateYes)
    if (name && (await act(this, () => keepTemplate(this.id, name)))) toast(t.templateDone)
  },
})

function shownOf({ id, url, state }: Photo): Shown {
  const words = t.states[state]
  return { id, url: url ?? '', state: words, label: fill(t.photoLabel, { state: words }) }
}

async function fetchAftermath(id: string): Promise<Aftermath> {
  const [activity, record, photos] = await Promise.all([showActivity(id), recordOf(id), listPhotos(id)])
  return { activity, record, photos }
}

/** Nothing written yet is no trouble. */
async function recordOf(id: string): Promise<ActivityRecord | null> {
  try {
    return await showActivityRecord(id)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
