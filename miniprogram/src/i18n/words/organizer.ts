export const organizer = {
  entry: '我来组织',
  entryDetail: '活动、签到码、审核、兑换日',
  tabs: { today: '今天', approval: '审核', counter: '兑换日', teams: '队伍' },
  tabsLabel: '组织者的四个地方',
}
