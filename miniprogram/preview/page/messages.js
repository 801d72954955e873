/** What WeChat delivered: the subscribe messages that reached the people of the sandbox. */
const EVERY_MS = 4000
const SHOWN = 30

function line(message) {
  const item = document.createElement('li')
  const who = document.createElement('b')
  who.textContent = message.alias
  const title = document.createElement('span')
  title.textContent = message.title
  const body = document.createElement('p')
  body.textContent = Object.values(message.data)
    .map((field) => field.value)
    .join(' · ')
  item.append(who, title, body)
  return item
}

async function refresh(list, empty) {
  const response = await fetch('/_preview/messages').catch(() => null)
  if (!response?.ok) return
  const messages = await response.json()
  empty.hidden = messages.length > 0
  list.replaceChildren(...messages.slice(-SHOWN).reverse().map(line))
}

/** Keep a list up to date. */
export function showMessages(list, empty) {
  void refresh(list, empty)
  setInterval(() => void refresh(list, empty), EVERY_MS)
}
