export const offline = {
  line: '没有网络，签到照常',
  see: '看没上传的 {count} 条',
  waiting: '有 {count} 条还没上传',
}
