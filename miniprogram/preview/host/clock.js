/** The phone's own clock, which may be wrong: `__mock.clockOffsetMinutes` is added to what this machine says. */
import { mock } from './record.js'

const MINUTE_MS = 60000
const TrueDate = Date

function phoneNow() {
  return TrueDate.now() + (mock.clockOffsetMinutes || 0) * MINUTE_MS
}

/** Put a `Date` in place that tells the phone's time; instants given explicitly stay what they are. */
export function installClock() {
  window.Date = new Proxy(TrueDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length ? values : [phoneNow()], newTarget),
    apply: () => new TrueDate(phoneNow()).toString(),
    get: (target, name) => (name === 'now' ? phoneNow : Reflect.get(target, name)),
  })
}
