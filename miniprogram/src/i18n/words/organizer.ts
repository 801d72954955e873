import { activity } from './organizer/activity'
import { adding } from './organizer/adding'
import { aftermath } from './organizer/aftermath'
import { approval } from './organizer/approval'
import { code } from './organizer/code'
import { people } from './organizer/people'
import { publish } from './organizer/publish'
import { roster } from './organizer/roster'
import { scanning } from './organizer/scanning'
import { today } from './organizer/today'

export const organizer = {
  tabs: { today: '今天', approval: '审核', counter: '兑换日', teams: '队伍' },
  tabsLabel: '组织者的四个地方',
  cancel: '先不',
  today,
  activity,
  publish,
  code,
  roster,
  adding,
  scanning,
  aftermath,
  approval,
  people,
}
