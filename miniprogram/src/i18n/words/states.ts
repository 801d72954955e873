export const states = {
  loading: '正在打开…',
  slow: '网络有点慢，再等等',
  errorTitle: '没连上',
  errorDetail: '不是您的问题，填好的都还在。',
  retry: '再试一次',
  home: '回首页',
  end: '到底了，一共 {count} 条',
  more: '往下拉还有',
  lastSeen: '没有网络，这是上次看到的',
}
