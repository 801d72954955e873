/** WeChat's calling convention: with success/fail/complete callbacks, or as a promise without them. */
import { calls } from '../record.js'

/** Refuse a call the way WeChat does. */
export function refuse(errMsg, more = {}) {
  throw { errMsg, ...more }
}

function failureOf(name, error) {
  return error?.errMsg ? error : { errMsg: `${name}:fail ${error?.message || error || ''}`.trim() }
}

/** Deliver the outcome to callbacks, if there are any; otherwise give the promise back. */
export function deliver(promise, { success, fail, complete }) {
  if (!success && !fail && !complete) return promise
  promise
    .then(
      (result) => {
        success?.(result)
        complete?.(result)
      },
      (error) => {
        fail?.(error)
        complete?.(error)
      },
    )
    .catch((error) =>
      setTimeout(() => {
        throw error // an error inside a callback is the app's own
      }),
    )
  return undefined
}

/** @returns {(name: string, run: (options) => any) => void} adds an asynchronous function to `wx` */
export function callableOn(wx) {
  return (name, run) => {
    wx[name] = (options = {}) => {
      const call = { api: name, args: options }
      calls.push(call)
      const promise = (async () => run(options))().then(
        (result) => {
          call.ok = true
          return { errMsg: `${name}:ok`, ...(result && typeof result === 'object' ? result : {}) }
        },
        (error) => {
          call.ok = false
          throw failureOf(name, error)
        },
      )
      return deliver(promise, options)
    }
  }
}
