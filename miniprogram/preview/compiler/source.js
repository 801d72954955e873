import fs from 'node:fs'
import path from 'node:path'

const SCRIPT_ENDINGS = ['.ts', '.js']

/** The folder of a mini-program. Every path given and returned is relative to it and uses `/`. */
export class Source {
  /** @param {string} root the folder that holds app.json */
  constructor(root) {
    this.root = path.resolve(root)
    /** Every file that was read, so that the caller can tell which files of a library are really used. */
    this.used = new Set()
    /** @type {{kind: string, file: string, message: string, isError: boolean}[]} */
    this.problems = []
  }

  absolute(file) {
    return path.join(this.root, file)
  }

  exists(file) {
    const absolute = this.absolute(file)
    return fs.existsSync(absolute) && fs.statSync(absolute).isFile()
  }

  read(file) {
    this.used.add(file)
    return fs.readFileSync(this.absolute(file), 'utf8')
  }

  json(file) {
    try {
      return JSON.parse(this.read(file))
    } catch (error) {
      this.error('json', file, error.message)
      return {}
    }
  }

  /** The script of a page or component, or undefined. */
  scriptOf(base) {
    return SCRIPT_ENDINGS.map((ending) => base + ending).find((file) => this.exists(file))
  }

  error(kind, file, message) {
    this.problems.push({ kind, file, message, isError: true })
  }

  warn(kind, file, message) {
    this.problems.push({ kind, file, message, isError: false })
  }
}

/** Third-party code is not ours to lint: its oddities are warnings, never errors. */
export function isVendored(file) {
  return file.includes('miniprogram_npm')
}

/** A path relative to the root: no leading slash, no `..`. */
export function normalise(file) {
  return path.posix.normalize(file).replace(/^\/+/, '')
}

/** Resolve `target` as written in `from`: absolute from the root, else relative to the file. */
export function resolveFrom(from, target) {
  return target.startsWith('/')
    ? normalise(target)
    : normalise(path.posix.join(path.posix.dirname(from), target))
}

/** Candidates for a bare name: the nearest `miniprogram_npm` first, as DevTools looks them up. */
export function npmCandidates(from, name) {
  const found = []
  for (let folder = path.posix.dirname(from); ; folder = path.posix.dirname(folder)) {
    found.push(normalise(path.posix.join(folder, 'miniprogram_npm', name)))
    if (folder === '.' || folder === '/') return found
  }
}
