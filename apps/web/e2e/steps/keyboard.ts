import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** More than any page has of what the focus can be on. */
const MOST_STOPS = 250

/** Goes on by Tab until the focus is there, and sees that a reader would see it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor({ state: 'attached' })
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await page.evaluate(focusFault)).toBe('')
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${target}`)
}

/** Goes there and presses a key; afterwards the focus must be somewhere, unless a new page was loaded. */
export async function press(page: Page, target: Locator, key: string, outcome: Locator): Promise<void> {
  await tabTo(page, target)
  await page.evaluate(() => document.documentElement.setAttribute('data-pressed', ''))
  await page.keyboard.press(key)
  await outcome.first().waitFor()
  await expect
    .poll(() => page.evaluate(lostFocus), { message: `the focus is lost after ${key} on ${target}` })
    .toBe(false)
}

/** Goes to a field and writes. */
export async function write(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(text)
}

/** Whether nothing has the focus although the page is the same as when the key was pressed. */
function lostFocus(): boolean {
  return document.documentElement.hasAttribute('data-pressed') && document.activeElement === document.body
}

/** What is wrong with how the focus shows; empty when it has an outline and is not wholly covered (WCAG 2.4.7, 2.4.11). */
function focusFault(): string {
  const element = document.activeElement
  if (element === null || element === document.body) return 'nothing has the focus'
  // A hidden radio button shows its focus on the words beside it.
  const shown = [element, element.nextElementSibling, element.closest('label')].filter(
    (each) => each !== null,
  )
  const outlined = shown.some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
  })
  if (!outlined) return `no outline: ${element.outerHTML.slice(0, 200)}`
  const uncovered = shown.some((each) =>
    [...each.getClientRects()].some(({ left, right, top, bottom }) =>
      [0.1, 0.5, 0.9].some((part) => {
        const hit = document.elementFromPoint(left + (right - left) * part, top + (bottom - top) * part)
        return hit !== null && each.contains(hit)
      }),
    ),
  )
  return uncovered ? '' : `covered: ${element.outerHTML.slice(0, 200)}`
}
