/**
 * Start the service once and run journeys on it, one file after the other: all of them, those named, or all but those
 * named after --without.
 *
 *     node tests/e2e/run.js [--without] [loop loop.test.js tests/e2e/loop.test.js …]
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { startService } from './stack.js'

const HERE = import.meta.dirname
const ENDING = '.test.js'
const all = fs.readdirSync(HERE).filter((file) => file.endsWith(ENDING))
const words = process.argv.slice(2)
const isWithout = words[0] === '--without'
const named = words.slice(isWithout ? 1 : 0).map((name) => `${path.basename(name, ENDING)}${ENDING}`)
const unknown = named.filter((file) => !all.includes(file))
if (unknown.length) {
  console.error(`no such journeys: ${unknown.join(', ')}; there are ${all.join(', ')}`)
  process.exit(2)
}
const files = isWithout || !named.length ? all.filter((file) => !named.includes(file)) : named

const service = await startService()
const tests = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files.map((file) => path.join(HERE, file))],
  { env: { ...process.env, SERVICE_CONTACT: service.contactFile }, stdio: 'inherit' },
)
process.exitCode = await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)))
await service.stop()
