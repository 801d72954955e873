/** Who has signed up for which shift, who waits, and who needs a word. */
import type { Shift } from '../../../api/activities'
import type { SignedUp } from '../api/roster'
import { day, span } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.organizer.people

export interface ShiftView {
  id: string
  heading: string
  places: string
  capacity: number
  review: Array<{ id: string; name: string; detail: string }>
  signedUpTitle: string
  signedUp: Array<{ id: string; name: string; post: string }>
  waitingTitle: string
  waiting: Array<{ id: string; name: string; position: string }>
  hasPosts: boolean
}

export function shiftsOf(shifts: Shift[], signUps: SignedUp[]): ShiftView[] {
  return shifts.map((shift) => {
    const own = signUps.filter((each) => each.shift_id === shift.id)
    const of = (state: SignedUp['state']): SignedUp[] => own.filter((each) => each.state === state)
    const signedUp = of('signed_up')
    const waiting = of('waitlisted')
    return {
      id: shift.id,
      heading: fill(t.shift, { day: day(shift.starts_at), span: span(shift.starts_at, shift.ends_at) }),
      places: fill(t.shiftPlaces, { capacity: shift.capacity, taken: shift.taken }),
      capacity: shift.capacity,
      review: of('under_review').map(({ id, name, post_id: post }) => ({
        id,
        name,
        detail: postOf(shift, post),
      })),
      signedUpTitle: fill(t.signedUp, { count: signedUp.length }),
      signedUp: signedUp.map(({ id, name, post_id: post }) => ({ id, name, post: postOf(shift, post) })),
      waitingTitle: waiting.length ? fill(t.waiting, { count: waiting.length }) : '',
      waiting: waiting.map(({ id, name }, index) => ({
        id,
        name,
        position: fill(t.position, { number: index + 1 }),
      })),
      hasPosts: shift.posts.length > 0,
    }
  })
}

function postOf(shift: Shift, postId: string | null): string {
  if (!shift.posts.length) return ''
  const post = shift.posts.find(({ id }) => id === postId)
  return post ? fill(t.post, { name: post.name }) : t.noPost
}

/** The posts to choose from, and none. */
export function postChoices(shift: Shift): string[] {
  return [
    ...shift.posts.map(({ name, taken, capacity }) =>
      taken >= capacity ? fill(t.postFull, { name }) : name,
    ),
    t.noPostChoice,
  ]
}
