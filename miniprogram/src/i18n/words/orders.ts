export const orders = {
  title: '我的预留',
  emptyTitle: '还没有预留',
  emptyDetail: '在“兑换”里挑一样，就会出现在这里。',
  row: '{day} {time}',
}
