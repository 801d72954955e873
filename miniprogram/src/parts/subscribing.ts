/**
 * Asking for subscribe messages at the tap where they make sense. WeChat allows the question only inside a tap, so the
 * templates are fetched before. Whoever says no is not asked again on this phone, and nothing depends on a yes.
 */
import { listSubscriptions, reportAnswers, type Subscription } from '../api/messages'
import { askForReminders } from '../core/device'
import { lastSeen, remember } from '../core/snapshots'

type Purpose = Subscription['purpose']

const TEMPLATES = 'subscriptions'
const REFUSED = 'subscriptions-refused'
/** So many templates fit into one question. */
const MOST = 3

/** Fetch the templates, so that the next tap can ask at once. */
export async function prepareSubscriptions(): Promise<void> {
  try {
    remember(TEMPLATES, await listSubscriptions())
  } catch {
    // then the tap asks nothing: messages are a service, not a condition
  }
}

/** Ask for what is not allowed yet; call it first thing in a tap. Reports what she answered in the background. */
export async function askFor(...purposes: Purpose[]): Promise<void> {
  const refused = lastSeen<string[]>(REFUSED) ?? []
  const templates = (lastSeen<Subscription[]>(TEMPLATES) ?? [])
    .filter(({ purpose, remaining }) => purposes.includes(purpose) && remaining === 0)
    .filter(({ template_id: id, suggest }) => suggest || !refused.includes(id))
    .map(({ template_id: id }) => id)
    .slice(0, MOST)
  if (!templates.length) return
  const answers = await askForReminders(templates)
  const said = Object.entries(answers)
  if (!said.length) return
  const no = said.filter(([, answer]) => !answer.startsWith('accept')).map(([id]) => id)
  remember(REFUSED, [...new Set([...refused, ...no])])
  void reportAnswers(answers).then(
    (items) => remember(TEMPLATES, items),
    () => undefined, // the platform knows what she said; the service learns it the next time
  )
}
