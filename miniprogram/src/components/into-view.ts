/** A note far from the button that caused it is moved to where she looks. */

/** So much of the page stays above the note. */
const ABOVE = 96
/** The bar with the button covers so much of the lower end. */
const BAR = 120

/** Scroll the page so that a component's note can be read, unless it can already. */
export function bringIntoView(
  component: WechatMiniprogram.Component.TrivialInstance,
  selector = '.note',
): void {
  const query = component.createSelectorQuery()
  query.select(selector).boundingClientRect()
  query.selectViewport().scrollOffset()
  query.exec(([box, view]: Array<{ top?: number; bottom?: number; scrollTop?: number } | null>) => {
    if (box?.top === undefined || box.bottom === undefined) return
    const { windowHeight } = wx.getWindowInfo()
    if (box.top >= 0 && box.bottom <= windowHeight - BAR) return
    void wx.pageScrollTo({ scrollTop: Math.max(0, (view?.scrollTop ?? 0) + box.top - ABOVE), duration: 200 })
  })
}
