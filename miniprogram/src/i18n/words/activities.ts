export const activities = {
  title: '活动',
  tags: {
    mine: '已报名',
    waiting: '在候补',
    in: '已签到',
    done: '已签退',
    full: '已报满',
    few: '只差 {left} 人',
    free: '还要 {left} 人',
    cancelled: '不办了',
  },
  until: '到 {time}',
  hazard: '注意安全',
  emptyTitle: '还没有新活动',
  emptyDetail: '村里发了活动，会出现在这里。',
}
