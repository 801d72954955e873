/** What is known of one's own paper card. */
import type { OwnCardView } from '../../../api/types'
import { day } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'

const t = texts.ownCard

export function cardOf(card: OwnCardView): { isActive: boolean; title: string; lines: string[] } {
  const closed = { day: card.closed_at ? day(card.closed_at) : '' }
  if (card.state === 'active')
    return {
      isActive: true,
      title: t.active,
      lines: [
        fill(t.number, { suffix: card.suffix ?? '' }),
        fill(t.issued, { day: card.issued_at ? day(card.issued_at) : '' }),
        t.use,
      ],
    }
  if (card.state === 'lost') return { isActive: false, title: t.lost, lines: [fill(t.lostDetail, closed)] }
  if (card.state === 'returned')
    return { isActive: false, title: t.returned, lines: [fill(t.returnedDetail, closed)] }
  return { isActive: false, title: t.none, lines: [t.noneDetail] }
}
