/** Every check that needs no browser, beside each other: types, style, generated files, the build's own findings. */
import { spawn } from 'node:child_process'
import path from 'node:path'

const ROOM = path.join(import.meta.dirname, '..')
const program = (name) => path.join(ROOM, 'node_modules/.bin', name)
const script = (file, ...words) => [process.execPath, file, ...words]

const CHECKS = {
  'types (tsc)': [program('tsc'), '-p', '.', '--incremental', '--tsBuildInfoFile', 'build/tsc.json'],
  'style (eslint)': [program('eslint'), '.'],
  'style of WXSS (stylelint)': [program('stylelint'), 'src/**/*.wxss'],
  'format (prettier)': [
    program('prettier'),
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-location=build/prettier.json',
    '.',
  ],
  'types.ts is up to date': script('tools/generate-types.js', '--check'),
  'tokens and icons are up to date': script('tools/copy-assets.js', '--check'),
  'TDesign is up to date': script('tools/vendor-tdesign.js', '--check'),
  build: script('preview/compiler/build.js', 'src', 'build/preview', '--config', 'preview.config.json'),
}

/** @returns {Promise<boolean>} whether it succeeded; what it printed is shown if not */
function run(name, [command, ...words]) {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, words, { cwd: ROOM, env: { ...process.env, FORCE_COLOR: '1' } })
    const said = []
    child.stdout.on('data', (text) => said.push(text))
    child.stderr.on('data', (text) => said.push(text))
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${status === 0 ? '✓' : '✗'} ${name}, ${seconds} s`)
      if (status !== 0) process.stdout.write(Buffer.concat(said))
      resolve(status === 0)
    })
  })
}

const results = await Promise.all(Object.entries(CHECKS).map(([name, command]) => run(name, command)))
process.exitCode = results.every(Boolean) ? 0 : 1
