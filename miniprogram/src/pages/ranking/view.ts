/** The village's service board: times and minutes of those around me, and of the whole village. No places, no points. */
import type { RankingView } from '../../api/types'
import { duration } from '../../domain/time'
import { fill, texts } from '../../i18n/zh-CN'

const t = texts.ranking

export interface Neighbour {
  key: string
  name: string
  mark: string
  times: string
  duration: string
  isMine: boolean
}

export interface BoardShown {
  total: string
  totalDetail: string
  heading: string
  rows: Neighbour[]
  note: string
  isListed: boolean
}

export function boardOf(board: RankingView, isAdult: boolean): BoardShown {
  const isHouseholds = board.of === 'households'
  const mine = board.rows.find((row) => row.mine)
  const period = t.periods[board.period] ?? ''
  return {
    total: fill(t.total[board.of] ?? '', { number: board.number }),
    totalDetail: fill(t.totalDetail, { times: board.times, duration: duration(board.minutes) }),
    heading: mine ? t.near : isHouseholds ? t.firstHouseholds : t.first,
    rows: board.rows.map((row, index) => ({
      key: String(index),
      name: isHouseholds ? fill(t.home, { name: row.masked_name }) : row.masked_name,
      mark: row.mine ? (isHouseholds ? t.mineHousehold : t.mine) : '',
      times: fill(t.times, { times: row.times }),
      duration: duration(row.minutes),
      isMine: row.mine,
    })),
    note: noteOf(board, mine?.masked_name, period, isAdult),
    isListed: board.listed,
  }
}

function noteOf(board: RankingView, myName: string | undefined, period: string, isAdult: boolean): string {
  if (!isAdult) return t.youngUnseen
  if (!myName) return fill(t.notCome, { period })
  return board.listed ? fill(t.seen, { name: myName }) : t.unseen
}
