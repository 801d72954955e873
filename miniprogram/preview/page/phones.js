/** The page around the phones: a volunteer, an organizer and a second volunteer, and the messages WeChat delivered. */
import { showMessages } from './messages.js'
import { element, Phone } from './phone.js'

const VILLAGES = {
  qinjian: '勤俭村',
  yangmei: '杨梅村',
  quantou: '泉头村',
  yaobu: '窑埠村',
  niucheping: '牛车坪村',
  xianglan: '香兰村',
}
const ROLES = {
  'volunteer-1': '志愿者 1',
  'volunteer-2': '志愿者 2',
  'volunteer-3': '志愿者 3',
  'organizer-1': '负责人 1',
  'organizer-2': '负责人 2',
  checker: '审核员',
  'shop-keeper': '兑换点管理员',
  supervisor: '监督员',
}
const MOST = 3
const FIRST = ['qinjian-volunteer-1', 'qinjian-organizer-1', 'qinjian-volunteer-2']
const REMEMBERED = 'phones'

const byId = (id) => document.getElementById(id)
const newcomer = `newcomer-${Date.now().toString(36)}`

function namePeople() {
  const list = byId('people')
  const add = (value, label) => list.append(element('option', { value, label }))
  add(newcomer, '一个新来的人')
  for (const [slug, village] of Object.entries(VILLAGES))
    for (const [role, name] of Object.entries(ROLES)) add(`${slug}-${role}`, `${village} ${name}`)
  return list
}

const people = namePeople()
const phones = []

function show(count) {
  while (phones.length < count) {
    const phone = new Phone(FIRST[phones.length], people, (asking) =>
      phones.filter((each) => each !== asking),
    )
    phones.push(phone)
    byId('phones').append(phone.box)
  }
  for (const phone of phones.splice(count)) phone.box.remove()
  for (const button of byId('count').children)
    button.setAttribute('aria-pressed', String(Number(button.value) === count))
  sessionStorage.setItem(REMEMBERED, String(count))
}

for (let count = 1; count <= MOST; count += 1) {
  const button = element('button', { type: 'button', value: String(count) }, `${count} 部手机`)
  button.onclick = () => show(count)
  byId('count').append(button)
}
show(Number(sessionStorage.getItem(REMEMBERED)) || MOST)
showMessages(byId('messages'), byId('no-messages'))
