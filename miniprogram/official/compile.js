/**
 * Compile the app with WeChat's own compiler (miniprogram-ci), without a network, an account or a key of WeChat's.
 *
 *     node official/compile.js <folder for the compiled app>
 *
 * Prints the sizes and DevTools' list of code quality; ends with status 1 if the compiler refuses the app, a package is
 * too large or the list has a finding. It needs `npm ci` in this folder.
 */
import crypto from 'node:crypto'
import dns from 'node:dns'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import ci from 'miniprogram-ci'

const ROOM = path.join(import.meta.dirname, '..')
const KIB = 1024
/** WeChat refuses 2 MiB; DevTools advises 1.5. The second number is ours: above it somebody should ask why. */
const LIMITS_KIB = { most: 1536, target: 700 }
/** Any name of the right form: nothing is uploaded. */
const APPID = 'wx0123456789abcdef'
const SETTING = {
  es6: true,
  es7: true,
  minify: true,
  minifyJS: true,
  minifyWXML: true,
  minifyWXSS: true,
  autoPrefixWXSS: true,
}

// the compiler waits half a minute for answers it can do without
dns.lookup = (host, options, callback) => {
  const answer = callback ?? options
  process.nextTick(() => answer(Object.assign(new Error(`no network for ${host}`), { code: 'ENOTFOUND' })))
}

/** A project whose attributes are the defaults; asking WeChat for them is all the network is needed for. */
class OfflineProject extends ci.Project {
  async attr() {
    return ci.DefaultProjectAttr
  }
}

function projectIn(folder) {
  const { privateKey } = crypto.generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  return new OfflineProject({
    appid: APPID,
    type: 'miniProgram',
    projectPath: folder,
    privateKey,
    ignores: [],
  })
}

/** A folder as DevTools would open it. @param {string} source what becomes `src/` in it */
function projectFolder(source) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'official-'))
  fs.copyFileSync(path.join(ROOM, 'project.config.json'), path.join(folder, 'project.config.json'))
  fs.cpSync(source, path.join(folder, 'src'), { recursive: true })
  return folder
}

/** The compiler talks to itself on the console; only errors are for people. */
async function quietly(work) {
  const said = []
  const { log, error } = console
  console.log = console.error = (...words) => said.push(words.join(' '))
  try {
    return await work()
  } catch (failure) {
    throw new Error([...said, failure.message ?? failure].join('\n'), { cause: failure })
  } finally {
    Object.assign(console, { log, error })
  }
}

/** @returns {Promise<Record<string, string | Buffer>>} the files that would be uploaded */
async function compile() {
  const folder = projectFolder(path.join(ROOM, 'src'))
  try {
    const project = projectIn(folder)
    return await quietly(() =>
      ci.getCompiledResult(
        { project, version: '1.0.0', desc: '', setting: SETTING, onProgressUpdate() {} },
        path.join(folder, 'package.zip'),
      ),
    )
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function write(files, output) {
  fs.rmSync(output, { recursive: true, force: true })
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(output, file)
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.writeFileSync(target, content)
  }
}

/** KiB of the main package and of each sub-package. */
function sizes(files) {
  const { subPackages = [], subpackages = subPackages } = JSON.parse(String(files['app.json']))
  const roots = subpackages.map(({ root }) => root.replace(/^\/|\/$/g, ''))
  const result = Object.fromEntries(['main', ...roots].map((name) => [name, 0]))
  for (const [file, content] of Object.entries(files)) {
    const name = roots.find((root) => file.startsWith(`${root}/`)) ?? 'main'
    result[name] += Buffer.byteLength(content) / KIB
  }
  return result
}

async function qualityFindings(output) {
  const folder = projectFolder(output)
  try {
    const list = await quietly(() => ci.checkCodeQuality(projectIn(folder)))
    return list
      .filter(({ success }) => !success)
      .map(({ name, text, detail }) => `${name}: ${text} ${JSON.stringify(detail ?? '')}`)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function main(output) {
  const files = await compile()
  write(files, output)
  const findings = []
  for (const [name, size] of Object.entries(sizes(files))) {
    console.log(`${name}: ${Math.round(size)} KiB`)
    if (size > LIMITS_KIB.most) findings.push(`${name} has more than ${LIMITS_KIB.most} KiB`)
    else if (size > LIMITS_KIB.target) console.log(`  more than the ${LIMITS_KIB.target} KiB we aim at`)
  }
  findings.push(...(await qualityFindings(output)))
  for (const finding of findings) console.error(finding)
  console.log(`${Object.keys(files).length} files, ${findings.length} findings`)
  process.exit(findings.length ? 1 : 0)
}

try {
  await main(path.resolve(process.argv[2]))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
