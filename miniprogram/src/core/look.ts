/** The look of this phone's owner, read by every page when it is shown. */
import { appearance, sizeFor, type Size } from '../domain/look'
import { fontScaleOfWeChat } from './device'
import { read, write } from './storage'

export function currentSize(): Size {
  return sizeFor(read('look') ?? {}, fontScaleOfWeChat())
}

export function currentLook(): ReturnType<typeof appearance> {
  return appearance(currentSize())
}

export function chooseSize(size: Size): void {
  write('look', { chosen: size })
}

/** Whether she chose a size herself; otherwise WeChat's letter size decides. */
export function hasChosen(): boolean {
  return read('look')?.chosen !== undefined
}

export function followWeChat(): void {
  write('look', {})
}
