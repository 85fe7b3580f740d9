import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type OpenBrowser, openBrowser } from './browser.ts'
import { addEvidence, handIn } from './steps/evidence.ts'
import { press, tabTo, write } from './steps/keyboard.ts'
import { publishNew } from './steps/micro-credentials.ts'
import { section } from './steps/pages.ts'
import { unique, uniqueAddress } from './steps/unique.ts'

// From the sign-in on, these journeys touch no mouse: Tab, Enter, Space, arrows and the keys that a page tells.

let browser: OpenBrowser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

/** Signs in by the demo's one click, made by Enter. */
async function enterAs(name: string): Promise<Page> {
  const { page } = await browser.visitor()
  await page.goto('/sign-in')
  const button = page.getByRole('button', { name: `Sign in as ${name}` })
  await press(page, button, 'Enter', page.getByRole('link', { name: 'Backpack', exact: true }))
  return page
}

const publishAs = async (role: string, name: string): Promise<string> =>
  publishNew(await browser.signedIn(role), name)

it('a stranger verifies a badge by keyboard', async () => {
  const { page } = await browser.visitor()
  await page.goto('/')
  await page.keyboard.press('Tab')
  await press(page, page.getByRole('link', { name: 'Skip to content' }), 'Enter', title(page, /Skills/))
  await tabTo(page, page.getByLabel('Link or text of a badge'))
  await page.goto('/')
  await press(
    page,
    page.getByRole('link', { name: 'Verify', exact: true }),
    'Enter',
    title(page, 'Verify a badge'),
  )
  await write(page, page.getByLabel('A link, or the text of a badge'), inject('demo').credential)
  await press(page, page.getByRole('button', { name: 'Verify', exact: true }), 'Enter', title(page, /^Valid/))
  const how = page.locator('main').getByRole('link', { name: 'How verification works' })
  await press(page, how, 'Enter', title(page, 'How verification works'))
})

it('a learner enrolls, writes evidence of every kind and hands it in by keyboard', async () => {
  const name = unique('Bollards')
  const address = await publishAs('program_manager', name)
  const page = await enterAs('Odalys Ferreiro')
  await press(page, page.getByRole('link', { name: 'Catalog', exact: true }), 'Enter', title(page, /./))
  await page.goto(address)
  const begun = title(page, 'Show this next: Close a valve')
  await press(page, page.getByRole('button', { name: 'Enroll' }), 'Enter', begun)

  const evidence = section(page, 'Close a valve')
  await write(page, evidence.getByLabel('Your text'), 'I read the gauge and closed the valve.')
  await press(
    page,
    evidence.getByRole('button', { name: 'Add the text' }),
    'Enter',
    title(page, /^2 more pieces/),
  )
  await addFile(page)
  await addLink(page)
  await write(page, page.getByLabel('Reflection'), 'I would call first.')
  await tabTo(page, page.getByLabel('This is my own work'))
  await page.keyboard.press('Space')
  await press(
    page,
    page.getByRole('button', { name: 'Hand in', exact: true }),
    'Enter',
    title(page, /^Handed in/),
  )
}, 120_000)

async function addFile(page: Page): Promise<void> {
  const evidence = section(page, 'Close a valve')
  await press(
    page,
    evidence.locator('summary', { hasText: 'Add a file' }),
    'Enter',
    evidence.getByLabel('File', { exact: true }),
  )
  // Asked for before the way there, so that the browser knows it when the key comes.
  const chooser = page.waitForEvent('filechooser')
  await tabTo(page, evidence.getByLabel('File', { exact: true }))
  await page.keyboard.press('Enter')
  await (await chooser).setFiles({
    name: 'log.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(`Shift ${randomUUID()}\n`),
  })
  await press(
    page,
    evidence.getByRole('button', { name: 'Upload the file' }),
    'Enter',
    title(page, /^One more piece/),
  )
}

async function addLink(page: Page): Promise<void> {
  const evidence = section(page, 'Close a valve')
  const add = evidence.locator('details').filter({ hasText: 'Add a link' })
  await press(page, add.locator('summary'), 'Enter', add.getByLabel('Address'))
  await write(page, add.getByLabel('Title'), 'The procedure')
  await write(page, add.getByLabel('Address'), 'https://procedures.example/valves')
  await press(
    page,
    add.getByRole('button', { name: 'Add the link' }),
    'Enter',
    title(page, /^Everything is there/),
  )
}

it('an assessor takes work, judges it by the rubric and awards it by keyboard', async () => {
  const name = unique('Fenders')
  const address = await publishAs('program_manager', name)
  const { page: learner, signInAs } = await browser.visitor()
  await signInAs('second_learner')
  await learner.goto(address)
  await learner.getByRole('button', { name: 'Enroll' }).click()
  await addEvidence(learner)
  await handIn(learner)

  const page = await enterAs('Ruben Okonjo')
  await press(
    page,
    page.getByRole('link', { name: 'Queue', exact: true }),
    'Enter',
    title(page, /submissions? wait/),
  )
  const finishing = page.getByRole('region', { name: 'Finishing' })
  const take = page.getByRole('button', { name: new RegExp(`Assess ${name}`) })
  await press(page, take, 'Enter', finishing.getByText('level of the row'))
  await tabTo(page, page.getByRole('radio').first())
  for (const key of ['2', 'j', '1', '3', '?']) await page.keyboard.press(key)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('value'))).toBe('3')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Locked and tagged, as the photo shows.')
  await press(
    page,
    page.getByRole('button', { name: 'Award, next one' }),
    'Enter',
    page.getByText(`Awarded: ${name}`),
  )
}, 120_000)

it('a program manager writes and publishes a micro-credential by keyboard', async () => {
  const page = await enterAs('Leocadia Brandt')
  const name = unique('Gangways')
  const menu = page.getByRole('link', { name: 'Micro-credentials', exact: true })
  await press(page, menu, 'Enter', title(page, 'Micro-credentials'))
  const begin = page.getByRole('link', { name: 'New micro-credential' })
  await press(page, begin, 'Enter', title(page, 'Define a micro-credential'))
  await write(page, page.getByLabel('Name'), name)
  await write(page, page.getByLabel('What a holder can do'), 'Rigs a gangway safely.')
  const goOn = (part: string) => page.getByRole('button', { name: `Save and go on: ${part}` })
  await press(page, page.getByRole('button', { name: 'Go on in the editor' }), 'Enter', goOn('Criteria'))
  await press(page, goOn('Criteria'), 'Enter', goOn('Rubric'))
  const asked = page.getByLabel('What is asked')
  await press(page, page.getByRole('button', { name: 'Evidence with rubric' }), 'Enter', asked)
  await write(page, asked, 'Two gangways')
  await write(page, page.getByLabel('What to hand in'), 'Photos of both.')
  await tabTo(page, page.getByRole('checkbox', { name: 'Text' }))
  if (!(await page.getByRole('checkbox', { name: 'Text' }).isChecked())) await page.keyboard.press('Space')
  await press(page, goOn('Rubric'), 'Enter', goOn('Badge'))
  await press(
    page,
    page.getByRole('button', { name: 'Add a row' }),
    'Enter',
    page.getByLabel('What is looked at'),
  )
  await write(page, page.getByLabel('What is looked at'), 'Angle')
  await tabTo(page, page.getByLabel('Required level'))
  await page.keyboard.press('ArrowDown')
  for (const level of ['1 Beginning', '2 Working', '3 Leading'])
    await write(page, page.getByLabel(level), `How it looks at ${level}`)
  await press(page, page.getByRole('button', { name: 'Save and close' }), 'Enter', title(page, name))
  const publish = page.getByRole('button', { name: 'Publish version 1' })
  await press(page, publish, 'Enter', page.getByRole('button', { name: 'Start a new version' }))
}, 120_000)

it('an administrator invites somebody, makes and revokes a key and reads the audit trail by keyboard', async () => {
  const page = await enterAs('Ingrid Vasconcelos')
  await press(page, page.getByRole('link', { name: 'People', exact: true }), 'Enter', title(page, /people$/))
  await press(page, page.getByRole('link', { name: 'Invite people' }), 'Enter', title(page, 'Invite people'))
  await write(page, page.getByLabel('Addresses'), uniqueAddress('keys'))
  await tabTo(page, page.getByRole('checkbox', { name: /^Observer/ }))
  await page.keyboard.press('Space')
  const send = page.getByRole('button', { name: 'Send the invitations' })
  await press(page, send, 'Enter', page.getByText('The letters are on their way.'))

  const name = unique('Gate')
  await openFromMenu(page, 'API keys')
  await write(page, page.getByLabel('Name'), name)
  await tabTo(page, page.getByRole('checkbox', { name: 'Read people' }))
  await page.keyboard.press('Space')
  const secret = page.getByText('Copy its secret now.')
  await press(page, page.getByRole('button', { name: 'Make a key' }), 'Enter', secret)
  const row = page.getByRole('listitem').filter({ hasText: name })
  const sure = row.getByRole('button', { name: `Revoke “${name}”` })
  await press(page, row.locator('summary'), 'Enter', sure)
  await press(page, sure, 'Enter', page.getByRole('heading', { level: 1, name: 'API keys' }))
  await row.waitFor({ state: 'detached' })

  await openFromMenu(page, 'Audit')
  await tabTo(page, page.getByLabel('What was done'))
  await page.keyboard.type('revoked an API key')
  await press(page, page.getByRole('button', { name: 'Search' }), 'Enter', title(page, /events?$/))
  await page.getByRole('row').nth(1).getByText('revoked an API key').waitFor()
}, 120_000)

/** Opens the account menu and follows one of its links. */
async function openFromMenu(page: Page, link: string): Promise<void> {
  const entry = page.getByRole('link', { name: link, exact: true })
  await press(page, page.locator('summary.me'), 'Enter', entry)
  await press(page, entry, 'Enter', title(page, link === 'Audit' ? /events?$/ : link))
}
