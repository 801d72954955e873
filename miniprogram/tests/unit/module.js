/** Load a TypeScript module of the app into Node, with `wx` from the caller. */
import path from 'node:path'
import esbuild from 'esbuild'

const SOURCE = path.join(import.meta.dirname, '../../src')

/**
 * @param {string} code an entry in TypeScript that may import from './…' of src
 * @param {object} wx what the app finds under that name
 */
export async function load(code, wx = {}) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: code, resolveDir: SOURCE, loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  })
  globalThis.wx = wx
  // a fresh address each time: modules keep state, tests must not share it
  const tag = `\n// ${process.hrtime.bigint()}`
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text + tag).toString('base64')}`)
}

/** A phone of sixty lines: storage, network state, login, and requests answered by `answer`. */
export function fakePhone(answer = () => ({ statusCode: 200, data: {} })) {
  const storage = new Map()
  const phone = {
    storage,
    requests: [],
    logins: 0,
    isConnected: true,
    wx: {
      getStorageSync: (key) => (storage.has(key) ? structuredClone(storage.get(key)) : ''),
      setStorageSync: (key, value) => storage.set(key, structuredClone(value)),
      removeStorageSync: (key) => storage.delete(key),
      getNetworkType: ({ success }) => success({ networkType: phone.isConnected ? 'wifi' : 'none' }),
      vibrateShort() {},
      login({ success }) {
        phone.logins++
        setTimeout(() => success({ code: `code-${phone.logins}` }))
      },
      request(options) {
        phone.requests.push(options)
        setTimeout(() => {
          const reply = answer(options, phone)
          if (reply === null) options.fail({ errMsg: 'request:fail timeout' })
          else options.success({ header: {}, ...reply })
        })
      },
    },
  }
  return phone
}
