/** How large the letters are: her own choice first, else WeChat's setting, snapped to three sizes. */
export type Size = 'standard' | 'large' | 'largest'

export interface Look {
  /** What she chose herself; without it WeChat's letter size decides. */
  chosen?: Size
}

export const FACTORS: Record<Size, number> = { standard: 1, large: 1.3, largest: 1.8 }
const ROOT_PX = 16
const LARGE_FROM = 1.15
const LARGEST_FROM = 1.55

export function sizeFor(look: Look, scaleOfWeChat: number): Size {
  if (look.chosen) return look.chosen
  if (scaleOfWeChat >= LARGEST_FROM) return 'largest'
  return scaleOfWeChat >= LARGE_FROM ? 'large' : 'standard'
}

/** What a page's root needs. */
export function appearance(size: Size): { rootFont: string; className: string; isLarge: boolean } {
  const isLarge = size !== 'standard'
  const className = ['page', isLarge ? 'is-large' : '', size === 'largest' ? 'is-largest' : '']
    .filter(Boolean)
    .join(' ')
  return { rootFont: `${ROOT_PX * FACTORS[size]}px`, className, isLarge }
}
