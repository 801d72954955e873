/**
 * QR codes for the codes of this app: versions 1 to 3, error correction M, alphanumeric, mask 0. Enough for a pickup
 * code (20 letters fit) and for every code that signs people in (61 letters fit). (ISO/IEC 18004.)
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

interface Version {
  /** Modules on each side. */
  size: number
  dataBytes: number
  checkBytes: number
  longest: number
}

/** All of these are one block, so nothing is interleaved. */
const VERSIONS: Version[] = [
  { size: 21, dataBytes: 16, checkBytes: 10, longest: 20 },
  { size: 25, dataBytes: 28, checkBytes: 16, longest: 38 },
  { size: 29, dataBytes: 44, checkBytes: 26, longest: 61 },
]
export const LONGEST = 61
/** Level M, mask 0, with its check bits, as the standard tabulates it. */
const FORMAT = 0b101010000010010

/** @returns rows of dark (true) and light modules, without the quiet zone @throws if the text does not fit */
export function qrMatrix(text: string): boolean[][] {
  const version = VERSIONS.find(({ longest }) => text.length <= longest)
  if (!version || [...text].some((letter) => !ALPHABET.includes(letter)))
    throw new Error('this text does not fit a small code')
  const data = dataBytes(text, version.dataBytes)
  const matrix = new Matrix(version.size)
  matrix.placeBits([...data, ...checkBytes(data, version.checkBytes)])
  return matrix.rows
}

function dataBytes(text: string, count: number): number[] {
  let bits = `0010${text.length.toString(2).padStart(9, '0')}`
  for (let index = 0; index < text.length; index += 2) {
    const first = ALPHABET.indexOf(text[index])
    const isPair = index + 1 < text.length
    const value = isPair ? first * ALPHABET.length + ALPHABET.indexOf(text[index + 1]) : first
    bits += value.toString(2).padStart(isPair ? 11 : 6, '0')
  }
  bits = bits.padEnd(Math.min(bits.length + 4, count * 8), '0')
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2))
  for (let filler = 0; bytes.length < count; filler++) bytes.push(filler % 2 ? 0x11 : 0xec)
  return bytes
}

function multiply(left: number, right: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((right >>> bit) & 1) * left
  }
  return product
}

/** Reed–Solomon remainder of the data. */
function checkBytes(data: number[], count: number): number[] {
  const generator: number[] = Array.from({ length: count }, (_, index) => (index === count - 1 ? 1 : 0))
  let root = 1
  for (let degree = 0; degree < count; degree++) {
    for (let index = 0; index < count; index++) {
      generator[index] = multiply(generator[index], root)
      if (index + 1 < count) generator[index] ^= generator[index + 1]
    }
    root = multiply(root, 2)
  }
  const remainder: number[] = Array.from({ length: count }, () => 0)
  for (const byte of data) {
    const factor = byte ^ (remainder.shift() ?? 0)
    remainder.push(0)
    generator.forEach((coefficient, index) => {
      remainder[index] ^= multiply(coefficient, factor)
    })
  }
  return remainder
}

class Matrix {
  readonly rows: boolean[][]
  private readonly isFixed: boolean[][]

  constructor(private readonly size: number) {
    const square = (): boolean[][] =>
      Array.from({ length: size }, () => Array.from({ length: size }, () => false))
    this.rows = square()
    this.isFixed = square()
    for (let index = 0; index < size; index++) {
      this.fix(6, index, index % 2 === 0)
      this.fix(index, 6, index % 2 === 0)
    }
    this.finder(3, 3)
    this.finder(size - 4, 3)
    this.finder(3, size - 4)
    if (size > VERSIONS[0].size) this.alignment(size - 7)
    this.format()
  }

  private fix(x: number, y: number, isDark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return
    this.rows[y][x] = isDark
    this.isFixed[y][x] = true
  }

  private finder(x: number, y: number): void {
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const distance = Math.max(Math.abs(dx), Math.abs(dy))
        this.fix(x + dx, y + dy, distance !== 2 && distance !== 4)
      }
  }

  /** The small square near the corner without a finder; the larger versions have one. */
  private alignment(centre: number): void {
    for (let dy = -2; dy <= 2; dy++)
      for (let dx = -2; dx <= 2; dx++)
        this.fix(centre + dx, centre + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1)
  }

  private format(): void {
    const bit = (index: number): boolean => ((FORMAT >>> index) & 1) !== 0
    for (let index = 0; index <= 5; index++) this.fix(8, index, bit(index))
    this.fix(8, 7, bit(6))
    this.fix(8, 8, bit(7))
    this.fix(7, 8, bit(8))
    for (let index = 9; index < 15; index++) this.fix(14 - index, 8, bit(index))
    for (let index = 0; index < 8; index++) this.fix(this.size - 1 - index, 8, bit(index))
    for (let index = 8; index < 15; index++) this.fix(8, this.size - 15 + index, bit(index))
    this.fix(8, this.size - 8, true)
  }

  /** Lay the bits in two-column zigzags from the lower right, and apply mask 0 to them. */
  placeBits(bytes: number[]): void {
    let position = 0
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5
      for (let step = 0; step < this.size; step++) {
        const isUpward = ((right + 1) & 2) === 0
        const y = isUpward ? this.size - 1 - step : step
        for (const x of [right, right - 1]) {
          if (this.isFixed[y][x]) continue
          const isSet = ((bytes[position >>> 3] >>> (7 - (position & 7))) & 1) !== 0
          this.rows[y][x] = isSet !== ((x + y) % 2 === 0)
          position++
        }
      }
    }
  }
}

export interface Run {
  isDark: boolean
  length: number
}

/** Rows as runs of equal modules, which is what a page draws. */
export function runs(rows: boolean[][]): Run[][] {
  return rows.map((row) => {
    const found: Run[] = []
    for (const isDark of row) {
      const last = found[found.length - 1]
      if (last && last.isDark === isDark) last.length++
      else found.push({ isDark, length: 1 })
    }
    return found
  })
}
