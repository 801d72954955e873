/** The phone's own abilities, behind names of ours. */
import { plainDigits } from '../domain/code'

export type Scanned = { kind: 'text'; text: string } | { kind: 'cancelled' } | { kind: 'denied' }

/** Read a code with the camera only: pictures of codes from the album do not count. */
export function scan(): Promise<Scanned> {
  return new Promise((resolve) => {
    wx.scanCode({
      onlyFromCamera: true,
      scanType: ['qrCode'],
      success: ({ result }) => resolve({ kind: 'text', text: result }),
      fail: ({ errMsg }) => resolve({ kind: /deny|denied|auth/.test(errMsg) ? 'denied' : 'cancelled' }),
    })
  })
}

export function vibrate(): void {
  void wx.vibrateShort({ type: 'medium' })
}

/** Keep the screen on and bright while somebody else reads it; `false` gives it back. */
export function holdUp(isShown: boolean): void {
  void wx.setKeepScreenOn({ keepScreenOn: isShown })
  void wx.setScreenBrightness({ value: isShown ? 1 : -1 })
}

/** WeChat's own letter size relative to the standard one. */
export function fontScaleOfWeChat(): number {
  const scale = (wx.getAppBaseInfo() as { fontSizeScaleFactor?: number }).fontSizeScaleFactor
  return scale ?? 1
}

/** Ask for a few words or digits. @returns undefined when she thought better of it */
export function askText(
  title: string,
  placeholder: string,
  confirmText: string,
  cancelText?: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      placeholderText: placeholder,
      editable: true,
      confirmText,
      ...(cancelText ? { cancelText } : {}),
      success: ({ confirm, content }) => resolve(confirm ? content.trim() : undefined),
      fail: () => resolve(undefined),
    })
  })
}

/** Ask for digits, however they are typed: “２４ 28 75” is 242875. @returns undefined when she thought better of it */
export async function askDigits(...asked: Parameters<typeof askText>): Promise<string | undefined> {
  const typed = await askText(...asked)
  return typed === undefined ? undefined : plainDigits(typed)
}

/** WeChat's own limit of an action sheet. */
const MOST_CHOICES = 6

/** Offer choices, the rest of many behind `more`. @returns which, or undefined */
export async function choose(choices: string[], more = '…'): Promise<number | undefined> {
  if (choices.length <= MOST_CHOICES) return chooseOf(choices)
  const first = choices.slice(0, MOST_CHOICES - 1)
  const chosen = await chooseOf([...first, more])
  if (chosen === undefined || chosen < first.length) return chosen
  const further = await choose(choices.slice(first.length), more)
  return further === undefined ? undefined : first.length + further
}

function chooseOf(itemList: string[]): Promise<number | undefined> {
  return new Promise((resolve) => {
    wx.showActionSheet({
      itemList,
      success: ({ tapIndex }) => resolve(tapIndex),
      fail: () => resolve(undefined),
    })
  })
}

/** The width of the screen in pixels. */
export function screenWidth(): number {
  return wx.getWindowInfo().windowWidth
}

/** Ask before something that cannot be taken back. */
export function confirm(
  title: string,
  content: string,
  confirmText: string,
  cancelText: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    wx.showModal({
      title,
      content,
      confirmText,
      cancelText,
      success: (answer) => resolve(answer.confirm),
      fail: () => resolve(false),
    })
  })
}

/** A tiny confirmation, at most seven characters; everything longer belongs on a page. */
export function toast(title: string): void {
  void wx.showToast({ title, icon: 'none' })
}

/** Put a text where it can be pasted from; WeChat itself says so. @returns false when WeChat did not: she refused its privacy agreement, which blocks nothing else */
export function copyText(data: string): Promise<boolean> {
  return new Promise((resolve) => {
    wx.setClipboardData({ data, success: () => resolve(true), fail: () => resolve(false) })
  })
}

/** Hand a text over as a file to one of her chats. @returns false when she thought better of it */
export function sendFile(name: string, text: string): Promise<boolean> {
  const filePath = `${wx.env.USER_DATA_PATH}/${name}`
  return new Promise((resolve) => {
    wx.getFileSystemManager().writeFile({
      filePath,
      data: text,
      encoding: 'utf8',
      success: () =>
        wx.shareFileMessage({
          filePath,
          fileName: name,
          success: () => resolve(true),
          fail: () => resolve(false),
        }),
      fail: () => resolve(false),
    })
  })
}

/** Ask through WeChat whether she wants these reminders; only right after a tap. Nothing depends on the answer. */
export function askForReminders(templates: string[]): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds: templates,
      success: (answer) => {
        const said = answer as unknown as Record<string, string>
        resolve(Object.fromEntries(templates.filter((id) => said[id]).map((id) => [id, String(said[id])])))
      },
      fail: () => resolve({}),
    })
  })
}

export function openSettings(): void {
  void wx.openSetting({ withSubscriptions: true })
}

/** 「1.0.0」; empty before the first release. */
export function appVersion(): string {
  return wx.getAccountInfoSync().miniProgram.version
}

/** Put something into the phone's own calendar. @returns whether it is there */
export function addToCalendar(entry: {
  title: string
  startsAt: string
  endsAt: string
  place: string
  notes: string
}): Promise<boolean> {
  return new Promise((resolve) => {
    wx.addPhoneCalendar({
      title: entry.title,
      startTime: Math.floor(Date.parse(entry.startsAt) / 1000),
      endTime: String(Math.floor(Date.parse(entry.endsAt) / 1000)),
      location: entry.place,
      description: entry.notes,
      alarm: true,
      alarmOffset: 3600,
      success: () => resolve(true),
      fail: () => resolve(false),
    })
  })
}
