/**
 * QR codes for short codes: version 1, error correction M, alphanumeric, mask 0. Enough for twenty capital letters
 * and digits, which is all a pickup code needs. (ISO/IEC 18004.)
 */
const SIZE = 21
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const DATA_BYTES = 16
const CHECK_BYTES = 10
export const LONGEST = 20
/** Level M, mask 0, with its check bits, as the standard tabulates it. */
const FORMAT = 0b101010000010010

/** @returns rows of dark (true) and light modules, without the quiet zone @throws if the text does not fit */
export function qrMatrix(text: string): boolean[][] {
  if (text.length > LONGEST || [...text].some((letter) => !ALPHABET.includes(letter)))
    throw new Error('this text does not fit a small code')
  const data = dataBytes(text)
  const matrix = new Matrix()
  matrix.placeBits([...data, ...checkBytes(data)])
  return matrix.rows
}

function dataBytes(text: string): number[] {
  let bits = `0010${text.length.toString(2).padStart(9, '0')}`
  for (let index = 0; index < text.length; index += 2) {
    const first = ALPHABET.indexOf(text[index])
    const isPair = index + 1 < text.length
    const value = isPair ? first * ALPHABET.length + ALPHABET.indexOf(text[index + 1]) : first
    bits += value.toString(2).padStart(isPair ? 11 : 6, '0')
  }
  bits = bits.padEnd(Math.min(bits.length + 4, DATA_BYTES * 8), '0')
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2))
  for (let filler = 0; bytes.length < DATA_BYTES; filler++) bytes.push(filler % 2 ? 0x11 : 0xec)
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
function checkBytes(data: number[]): number[] {
  const generator: number[] = Array.from({ length: CHECK_BYTES }, (_, index) =>
    index === CHECK_BYTES - 1 ? 1 : 0,
  )
  let root = 1
  for (let degree = 0; degree < CHECK_BYTES; degree++) {
    for (let index = 0; index < CHECK_BYTES; index++) {
      generator[index] = multiply(generator[index], root)
      if (index + 1 < CHECK_BYTES) generator[index] ^= generator[index + 1]
    }
    root = multiply(root, 2)
  }
  const remainder: number[] = Array.from({ length: CHECK_BYTES }, () => 0)
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
  readonly rows: boolean[][] = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, () => false))
  private readonly isFixed: boolean[][] = Array.from({ length: SIZE }, () =>
    Array.from({ length: SIZE }, () => false),
  )

  constructor() {
    for (let index = 0; index < SIZE; index++) {
      this.fix(6, index, index % 2 === 0)
      this.fix(index, 6, index % 2 === 0)
    }
    this.finder(3, 3)
    this.finder(SIZE - 4, 3)
    this.finder(3, SIZE - 4)
    this.format()
  }

  private fix(x: number, y: number, isDark: boolean): void {
    if (x < 0 || y < 0 || x >= SIZE || y >= SIZE) return
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

  private format(): void {
    const bit = (index: number): boolean => ((FORMAT >>> index) & 1) !== 0
    for (let index = 0; index <= 5; index++) this.fix(8, index, bit(index))
    this.fix(8, 7, bit(6))
    this.fix(8, 8, bit(7))
    this.fix(7, 8, bit(8))
    for (let index = 9; index < 15; index++) this.fix(14 - index, 8, bit(index))
    for (let index = 0; index < 8; index++) this.fix(SIZE - 1 - index, 8, bit(index))
    for (let index = 8; index < 15; index++) this.fix(8, SIZE - 15 + index, bit(index))
    this.fix(8, SIZE - 8, true)
  }

  /** Lay the bits in two-column zigzags from the lower right, and apply mask 0 to them. */
  placeBits(bytes: number[]): void {
    let position = 0
    for (let right = SIZE - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5
      for (let step = 0; step < SIZE; step++) {
        const isUpward = ((right + 1) & 2) === 0
        const y = isUpward ? SIZE - 1 - step : step
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
