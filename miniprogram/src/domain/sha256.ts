/** SHA-256 and HMAC (FIPS 180-4, RFC 2104) over bytes, for codes that a phone makes without network. */

const BLOCK_BYTES = 64
const LENGTH_BYTES = 8
const ROUNDS = 64

/** The first 32 bits of the fractional parts of roots of the first primes. */
function fractions(count: number, root: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++)
      if (candidate % divisor === 0) isPrime = false
    if (isPrime) found.push(((candidate ** (1 / root) % 1) * 0x100000000) | 0)
  }
  return found
}

const START = fractions(8, 2)
const CONSTANTS = fractions(ROUNDS, 3)

const turned = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

export function sha256(message: number[]): number[] {
  const bytes = padded(message)
  const state = [...START]
  for (let offset = 0; offset < bytes.length; offset += BLOCK_BYTES)
    absorb(state, bytes.slice(offset, offset + BLOCK_BYTES))
  return state.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
}

function padded(message: number[]): number[] {
  const bytes = [...message, 0x80]
  while (bytes.length % BLOCK_BYTES !== BLOCK_BYTES - LENGTH_BYTES) bytes.push(0)
  const bits = message.length * 8
  // messages here are far shorter than 2^32 bits
  return [...bytes, 0, 0, 0, 0, bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255]
}

function absorb(state: number[], block: number[]): void {
  const words = schedule(block)
  let [a, b, c, d, e, f, g, h] = state
  for (let round = 0; round < ROUNDS; round++) {
    const choice = (e & f) ^ (~e & g)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const first = (h + mixed(e, 6, 11, 25) + choice + CONSTANTS[round] + words[round]) | 0
    const second = (mixed(a, 2, 13, 22) + majority) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] + word) | 0
  })
}

function mixed(word: number, first: number, second: number, third: number): number {
  return turned(word, first) ^ turned(word, second) ^ turned(word, third)
}

function schedule(block: number[]): number[] {
  const words: number[] = []
  for (let index = 0; index < BLOCK_BYTES; index += 4)
    words.push((block[index] << 24) | (block[index + 1] << 16) | (block[index + 2] << 8) | block[index + 3])
  for (let index = words.length; index < ROUNDS; index++) {
    const [early, late] = [words[index - 15], words[index - 2]]
    const low = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
    const high = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
    words.push((words[index - 16] + low + words[index - 7] + high) | 0)
  }
  return words
}

/** @param key at most one block, which every key of ours is */
export function hmacSha256(key: number[], message: number[]): number[] {
  const block = [...key, ...Array.from({ length: BLOCK_BYTES - key.length }, () => 0)]
  const inner = sha256([...block.map((byte) => byte ^ 0x36), ...message])
  return sha256([...block.map((byte) => byte ^ 0x5c), ...inner])
}

export function bytesOfHex(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16))
}

export function bytesOfAscii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0))
}
