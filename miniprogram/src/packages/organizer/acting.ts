/** What every page of the organizer does when it asks the service for something. */
import { go } from '../../core/navigate'
import { troubleOf } from '../../core/outcome'
import { lastSeen, remember } from '../../core/snapshots'
import { refusalOf, type Refusal } from '../../parts/telling'

export { refusalOf, type Refusal }

export const NO_REFUSAL: Refusal = { title: '', detail: '' }

/** What a page that loads and acts keeps in its data. */
export const STARTING = {
  state: 'loading' as 'loading' | 'shown' | 'error',
  /** What is shown was seen before the network went away. */
  isOld: false,
  errorTitle: '',
  errorDetail: '',
  isBusy: false,
  refusal: NO_REFUSAL,
}

interface ActingPage {
  data: { isBusy: boolean }
  setData(data: object): void
}

/** Do something once at a time; a refusal is shown on the page. @returns undefined when it was refused */
export async function act<T>(page: ActingPage, run: () => Promise<T>): Promise<T | undefined> {
  if (page.data.isBusy) return undefined
  page.setData({ isBusy: true, refusal: NO_REFUSAL })
  try {
    return await run()
  } catch (error) {
    page.setData({ refusal: refusalOf(error) })
    return undefined
  } finally {
    page.setData({ isBusy: false })
  }
}

/** Ask for what a page shows; without network show what was seen last. */
export async function load<T>(
  page: ActingPage,
  key: string,
  fetch: () => Promise<T>,
  show: (answer: T) => void,
): Promise<void> {
  try {
    const answer = remember(key, await fetch())
    page.setData({ state: 'shown', isOld: false })
    show(answer)
  } catch (error) {
    const { kind, title, detail } = troubleOf(error)
    if (kind === 'register' || kind === 'signed-out') return go('home')
    const seen = lastSeen<T>(key)
    if (seen === undefined || kind !== 'unreachable')
      return page.setData({ state: 'error', errorTitle: title, errorDetail: detail })
    page.setData({ state: 'shown', isOld: true })
    show(seen)
  }
}
