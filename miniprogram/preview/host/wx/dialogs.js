/** Dialogs, toasts, action sheets. */
import { element } from '../dom.js'
import { mock } from '../record.js'
import { refuse } from './callable.js'

const LONGEST_BUTTON = 4
const MOST_ITEMS = 6
const TOAST_MS = 1500
const TOAST_SIGNS = { success: '✓', error: '!', loading: '◌', none: '' }

const phone = document.getElementById('phone')

/** Show a dialog. @returns {Promise<{confirm: boolean, cancel: boolean, content: string | null}>} */
export function openDialog({
  title,
  content,
  hasInput,
  placeholder = '',
  confirmText = '确定',
  cancelText = '',
  colors = {},
}) {
  return new Promise((resolve) => {
    const mask = element('div', 'mp-mask')
    mask.dataset.testid = 'modal'
    const box = element('div', 'mp-modal')
    box.setAttribute('role', 'alertdialog')
    box.setAttribute('aria-modal', 'true')
    box.setAttribute('aria-label', title || '提示')
    mask.append(box)
    if (title) box.append(element('b', '', title))
    if (content) box.append(element('p', '', content))
    const input = hasInput ? element('input') : null
    if (input) {
      input.placeholder = placeholder
      input.setAttribute('aria-label', placeholder || title || '输入')
      box.append(input)
    }
    const buttons = element('div')
    box.append(buttons)
    const settle = (confirm) => {
      mask.remove()
      resolve({ confirm, cancel: !confirm, content: input ? input.value : null })
    }
    const add = (className, text, color, isConfirm) => {
      const button = element('button', className, text)
      if (color) button.style.color = color
      button.onclick = () => settle(isConfirm)
      buttons.append(button)
      return button
    }
    if (cancelText) add('cancel', cancelText, colors.cancel, false)
    const confirm = add('confirm', confirmText, colors.confirm || '#576b95', true)
    phone.append(mask)
    ;(input || confirm).focus()
  })
}

function showModal(options) {
  for (const name of ['confirmText', 'cancelText'])
    if ([...(options[name] || '')].length > LONGEST_BUTTON)
      refuse(`showModal:fail ${name} length should not larger than ${LONGEST_BUTTON} Chinese characters`)
  if (mock.modal) {
    const confirm = mock.modal === 'confirm'
    return { confirm, cancel: !confirm, content: mock.modalContent ?? '' }
  }
  return openDialog({
    title: options.title,
    content: options.editable ? '' : options.content,
    hasInput: options.editable,
    placeholder: options.placeholderText,
    confirmText: options.confirmText || '确定',
    cancelText: options.showCancel === false ? '' : options.cancelText || '取消',
    colors: { confirm: options.confirmColor, cancel: options.cancelColor },
  })
}

let toast = null
let toastTimer

function hideToast() {
  clearTimeout(toastTimer)
  toast?.remove()
  toast = null
}

export function showToast({ title, icon = 'success', duration = TOAST_MS }, isLoading = false) {
  hideToast()
  toast = element('div', 'mp-toast')
  toast.setAttribute('role', 'status')
  toast.dataset.testid = isLoading ? 'loading' : 'toast'
  const sign = isLoading ? TOAST_SIGNS.loading : TOAST_SIGNS[icon]
  if (sign) {
    const drawn = element('span', 'ic', sign)
    drawn.setAttribute('aria-hidden', 'true')
    toast.append(drawn)
  }
  toast.append(element('span', '', title))
  phone.append(toast)
  if (!isLoading) toastTimer = setTimeout(hideToast, duration)
}

function showActionSheet({ itemList = [] }) {
  if (itemList.length > MOST_ITEMS)
    refuse(`showActionSheet:fail parameter error: itemList should not large than ${MOST_ITEMS}`)
  return new Promise((resolve, reject) => {
    const mask = element('div', 'mp-mask')
    mask.dataset.testid = 'actionsheet'
    const sheet = element('div', 'mp-sheet')
    mask.append(sheet)
    const add = (text, settle) => {
      const button = element('button', '', text)
      button.onclick = () => {
        mask.remove()
        settle()
      }
      sheet.append(button)
    }
    itemList.forEach((text, tapIndex) => add(text, () => resolve({ tapIndex })))
    add('取消', () => reject({ errMsg: 'showActionSheet:fail cancel' }))
    phone.append(mask)
  })
}

export function addDialogs(wx, define) {
  define('showModal', showModal)
  define('showToast', (options) => showToast(options))
  define('hideToast', hideToast)
  define('showLoading', (options) => showToast(options, true))
  define('hideLoading', () => {
    if (toast?.dataset.testid === 'loading') hideToast()
  })
  define('showActionSheet', showActionSheet)
}
