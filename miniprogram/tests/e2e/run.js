/**
 * Start the service once and run journeys on it, one file after the other: all of them, or those named.
 *
 *     node tests/e2e/run.js [loop loop.test.js tests/e2e/loop.test.js …]
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { startService } from './stack.js'

const HERE = import.meta.dirname
const ENDING = '.test.js'
const all = fs.readdirSync(HERE).filter((file) => file.endsWith(ENDING))
const wanted = process.argv.slice(2).map((name) => `${path.basename(name, ENDING)}${ENDING}`)
const unknown = wanted.filter((file) => !all.includes(file))
if (unknown.length) {
  console.error(`no such journeys: ${unknown.join(', ')}; there are ${all.join(', ')}`)
  process.exit(2)
}
const files = wanted.length ? wanted : all

const service = await startService()
const tests = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files.map((file) => path.join(HERE, file))],
  { env: { ...process.env, SERVICE_CONTACT: service.contactFile }, stdio: 'inherit' },
)
process.exitCode = await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)))
await service.stop()
