export const ownCode = {
  show: '请负责人扫这个码，帮您签到签退',
  label: '我的签到码，请给负责人扫',
  left: '{count} 秒后换新的',
  note: '一会儿一换，一个码只用一次。没网也能出示。',
  noKey: '今天还没取过码',
  noKeyDetail: '先连一次网。急着签到，请负责人按名字签。',
  card: '家人没有手机？',
  cardDetail: '带上她的纸卡给负责人扫，或者请负责人按名字签到。',
}

export const helpFamily = {
  title: '帮家人签到',
  lead: '一个一个来：点她的名字，再扫负责人手机上的码。',
  in: '签到',
  out: '签退',
  none: '还没签到',
  inside: '{time} 已签到 · 还没签退',
  done: '{time} 已签退',
  waiting: '{time} 存在手机里，等上传',
  refused: '没记上：{title}',
  emptyTitle: '家里还没人请您代签',
  emptyDetail: '请她在“我的 → 我家 → 请人代办”里点您的名字。没有手机的，请负责人登记一张纸面委托。',
  others: '别的办法',
  card: '带上她的纸卡，给负责人扫',
  byName: '请负责人按名字签到',
  ownPhone: '她自己的手机上，出示“我的码”',
  openProxies: '去请人代办',
}
