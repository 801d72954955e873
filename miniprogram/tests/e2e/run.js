/** Start the service once and run every journey on it, one after the other. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { startService } from './stack.js'

const HERE = import.meta.dirname
const files = fs.readdirSync(HERE).filter((file) => file.endsWith('.test.js'))

const service = await startService()
const tests = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files.map((file) => path.join(HERE, file))],
  { env: { ...process.env, SERVICE_CONTACT: service.contactFile }, stdio: 'inherit' },
)
process.exitCode = await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)))
await service.stop()
