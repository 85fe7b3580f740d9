import type { Page } from 'playwright-core'
import { inject } from 'vitest'
import { confirmAccount, setUpFactor, signInByPassword, signOut, signUp } from './steps/accounts.ts'
import { openLetter } from './steps/letters.ts'
import { ORG } from './steps/pages.ts'
import { registerPlatform } from './steps/platform.ts'
import { unique, uniqueAddress } from './steps/unique.ts'

/** Where a page of the table of routes can be seen, and by whom. */
export interface PageExample {
  /** A role of the demo; absent: a visitor who is not signed in. */
  readonly as?: string
  /** An address, or how its reader finds it by following links. */
  readonly at: string | ((page: Page) => Promise<string>)
  /** Status of the answer; default 200. */
  readonly status?: number
}

/** The first link of a page that leads to an address of this form. */
const linked =
  (from: string, form: RegExp) =>
  async (page: Page): Promise<string> => {
    await page.goto(from)
    const addresses = await page
      .locator('main a')
      .evaluateAll((links) => links.map((a) => a.getAttribute('href')))
    const found = addresses.find((address) => address !== null && form.test(address))
    if (found === undefined || found === null) throw new Error(`${from} has no link like ${form}`)
    return found
  }

const ID = '[0-9a-f-]{36}'
const achievement = linked(`${ORG}/achievements`, new RegExp(`/achievements/${ID}$`))
const enrollment = linked(`${ORG}/enrollments`, new RegExp(`/enrollments/${ID}$`))

/** A draft of its own, since the demo's are edited by other journeys. */
async function newDraft(page: Page): Promise<string> {
  await page.goto(`${ORG}/achievements/new`)
  await page.getByLabel('Name').fill(unique('Fog signals'))
  await page.getByLabel('What a holder can do').fill('Signals in fog.')
  await page.getByRole('button', { name: 'Go on in the editor' }).click()
  await page.waitForURL(/\/edit/)
  return new URL(page.url()).pathname
}

/** What waits first: taken now, or already by this assessor. */
async function work(page: Page): Promise<string> {
  await page.goto(`${ORG}/queue`)
  await page
    .getByRole('button', { name: /^Assess/ })
    .or(page.getByRole('link', { name: 'Go on' }))
    .first()
    .click()
  await page.waitForURL(/\/assess\//)
  return page.url()
}

async function invitation(page: Page): Promise<string> {
  const address = uniqueAddress('invited')
  await page.goto(`${ORG}/people/invite`)
  await page.getByLabel('Addresses').fill(address)
  await page.getByRole('button', { name: 'Send the invitations' }).click()
  await page.getByText('The letters are on their way.').waitFor()
  await openLetter(page, address, 'Harbor Logistics invites you')
  return page.url()
}

async function confirmation(page: Page): Promise<string> {
  const email = uniqueAddress('confirming')
  await page.goto('/sign-up')
  await signUp(page, { name: 'Amparo Quist', email, password: 'a sentence of her own' })
  await openLetter(page, email, 'Confirm your address')
  return page.url()
}

/** A sign-in that waits for its second factor. */
async function secondStep(page: Page): Promise<string> {
  const account = { name: 'Nerys Abara', email: uniqueAddress('factor'), password: 'a sentence of her own' }
  await page.goto('/sign-up')
  await signUp(page, account)
  await openLetter(page, account.email, 'Confirm your address')
  await confirmAccount(page, account)
  await setUpFactor(page)
  await signOut(page)
  await page.goto('/sign-in')
  await signInByPassword(page, account)
  return page.url()
}

/** The badge from elsewhere, shown to anyone: the demo keeps it private. */
async function importedBadge(page: Page): Promise<string> {
  const entry = await linked('/backpack?source=imported', new RegExp(`^/backpack/${ID}$`))(page)
  await page.goto(entry)
  await page.getByRole('radio', { name: 'Anyone' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  return page.getByLabel('Its address').inputValue()
}

const ownBadge = linked('/backpack?source=issued', new RegExp(`^/backpack/${ID}$`))
const ownCollection = linked('/backpack/collections', new RegExp(`^/backpack/collections/${ID}$`))

/** The demo's collection that anyone may see; journeys may have made others. */
async function publicCollection(page: Page): Promise<string> {
  await page.goto('/backpack/collections')
  await page.getByRole('link', { name: 'Proofs for the reefer crew' }).click()
  return page.getByLabel('Its address').inputValue()
}

const waitingClaim = linked(`${ORG}/claims?state=sent`, new RegExp(`/claims/${ID}$`))
const event = linked(`${ORG}/events`, new RegExp(`/events/${ID}$`))

/** The link that staff may hand over. */
async function claimLink(page: Page): Promise<string> {
  await page.goto(await waitingClaim(page))
  return page.locator('input[name=link]').inputValue()
}

async function eventCode(page: Page): Promise<string> {
  await page.goto(await event(page))
  return (await page.locator('.address').first().textContent()) ?? ''
}

/** What a platform asks; it is a program, and registers as one. */
const consent = async (): Promise<string> => (await registerPlatform()).consent

const administrator = 'administrator'
const manager = 'program_manager'
const assessor = 'assessor'
const learner = 'learner'

/** One example or more for each page, by its path in `src/routes.ts`. A page without any fails the test of every page. */
export const EXAMPLES: Readonly<Record<string, readonly PageExample[]>> = {
  '/': [{ at: '/' }],
  home: [learner, assessor, manager, 'executive'].map((as) => ({ as, at: '/home' })),
  'sign-in': [{ at: '/sign-in' }],
  'sign-in/link': [{ at: '/sign-in/link?token=x' }],
  'sign-in/forgot': [{ at: '/sign-in/forgot' }],
  'sign-in/new-password': [{ at: '/sign-in/new-password?token=x' }],
  'sign-in/factor': [{ at: secondStep }],
  'sign-in/passkey': [{ at: '/sign-in/passkey' }],
  'sign-in/recover': [{ at: '/sign-in/recover?token=x' }],
  'sign-in/stop-recovery': [{ at: '/sign-in/stop-recovery?token=x' }],
  'sign-up': [{ at: '/sign-up' }],
  'sign-up/confirm': [{ at: '/sign-up/confirm?token=x' }, { at: confirmation }],
  settings: [{ as: learner, at: '/settings' }],
  'settings/addresses': [{ as: learner, at: '/settings/addresses' }],
  'settings/password': [{ as: learner, at: '/settings/password' }],
  'settings/passkeys': [{ as: learner, at: '/settings/passkeys' }],
  'settings/second-factor': [{ as: learner, at: '/settings/second-factor' }],
  'settings/prove': [{ as: learner, at: '/settings/prove' }],
  'settings/merge': [{ as: learner, at: '/settings/merge' }],
  'settings/sessions': [{ as: learner, at: '/settings/sessions' }],
  'settings/organizations': [{ as: learner, at: '/settings/organizations' }],
  'settings/keys': [{ as: learner, at: '/settings/keys' }],
  'settings/apps': [{ as: learner, at: '/settings/apps' }],
  'oauth/authorize': [{ as: learner, at: consent }],
  connect: [{ at: '/connect' }],
  'backpack/elsewhere': [{ as: learner, at: '/backpack/elsewhere' }],
  'backpack/elsewhere/back': [{ as: learner, at: '/backpack/elsewhere/back?state=x', status: 410 }],
  'settings/activity': [{ as: learner, at: '/settings/activity' }],
  'settings/data': [{ as: learner, at: '/settings/data' }],
  'settings/confirm-address': [{ as: learner, at: '/settings/confirm-address?token=x' }],
  // Once an instance is set up there is nothing behind it; the journey of the first start sees the page itself.
  setup: [{ at: '/setup?code=x', status: 403 }],
  'organizations/new': [{ as: learner, at: '/organizations/new' }],
  'invitations/:token': [{ as: administrator, at: invitation }],
  'o/:org/settings': [{ as: administrator, at: `${ORG}/settings` }],
  'o/:org/way-out': [{ as: administrator, at: `${ORG}/way-out` }],
  'o/:org/people': [{ as: administrator, at: `${ORG}/people` }],
  'o/:org/people/invite': [{ as: administrator, at: `${ORG}/people/invite` }],
  'o/:org/people/:person': [{ as: administrator, at: linked(`${ORG}/people`, new RegExp(`/people/${ID}$`)) }],
  'o/:org/departments': [{ as: administrator, at: `${ORG}/departments` }],
  'o/:org/departments/:department': [
    { as: administrator, at: linked(`${ORG}/departments`, new RegExp(`/departments/${ID}$`)) },
  ],
  'o/:org/groups': [{ as: administrator, at: `${ORG}/groups` }],
  'o/:org/groups/:group': [{ as: administrator, at: linked(`${ORG}/groups`, new RegExp(`/groups/${ID}$`)) }],
  'o/:org/role-sets': [{ as: administrator, at: `${ORG}/role-sets` }],
  'o/:org/role-sets/:set': [
    { as: administrator, at: linked(`${ORG}/role-sets`, new RegExp(`/role-sets/${ID}$`)) },
  ],
  'o/:org/absence': [
    { as: assessor, at: `${ORG}/absence` },
    { as: administrator, at: `${ORG}/absence` },
  ],
  'o/:org/team': [{ as: 'executive', at: `${ORG}/team` }],
  'o/:org/team/:person': [{ as: 'executive', at: linked(`${ORG}/team`, new RegExp(`/team/${ID}$`)) }],
  'o/:org/outcomes': [{ as: 'executive', at: `${ORG}/outcomes` }],
  'o/:org/check': [{ as: manager, at: `${ORG}/check` }],
  'o/:org/holders': [{ as: 'executive', at: `${ORG}/holders` }],
  'o/:org/api-keys': [{ as: administrator, at: `${ORG}/api-keys` }],
  'o/:org/audit': [{ as: administrator, at: `${ORG}/audit` }],
  'api/docs': [{ at: '/api/docs' }],
  'api/docs/:area': [{ at: '/api/docs/credentials' }],
  outbox: [{ at: '/outbox' }],
  backpack: [
    { as: learner, at: '/backpack' },
    { as: 'executive', at: '/backpack' },
  ],
  'backpack/import': [{ as: learner, at: '/backpack/import' }],
  'backpack/records': [{ as: learner, at: '/backpack/records' }],
  'backpack/collections': [{ as: learner, at: '/backpack/collections' }],
  'backpack/collections/:collection': [{ as: learner, at: ownCollection }],
  'backpack/sharing': [{ as: learner, at: '/backpack/sharing' }],
  'backpack/collections/:collection/share': [
    { as: learner, at: async (page) => `${await ownCollection(page)}/share` },
  ],
  'backpack/:entry/share': [
    { as: learner, at: async (page) => `${await ownBadge(page)}/share` },
    { as: learner, at: async (page) => `${await ownBadge(page)}/share?mastodon=localhost` },
  ],
  'collections/:collection': [{ as: learner, at: publicCollection }],
  'backpack/:entry': [
    { as: learner, at: ownBadge },
    { as: learner, at: linked('/backpack?source=imported', new RegExp(`^/backpack/${ID}$`)) },
  ],
  'b/:entry': [{ as: learner, at: importedBadge }],
  'credentials/:credential': [{ at: async () => inject('demo').credential }],
  'issuers/:slug': [{ at: '/issuers/harbor-logistics' }],
  'o/:org/credentials': [{ as: manager, at: `${ORG}/credentials` }],
  'o/:org/credentials/:credential': [
    { as: administrator, at: linked(`${ORG}/credentials`, new RegExp(`/credentials/${ID}$`)) },
  ],
  'o/:org/award': [{ as: manager, at: `${ORG}/award` }],
  'o/:org/bulk': [{ as: manager, at: `${ORG}/bulk` }],
  'o/:org/bulk/new': [{ as: manager, at: `${ORG}/bulk/new` }],
  'o/:org/bulk/:batch': [{ as: manager, at: linked(`${ORG}/bulk`, new RegExp(`/bulk/${ID}$`)) }],
  'o/:org/issuer': [{ as: administrator, at: `${ORG}/issuer` }],
  'o/:org/quarantine': [{ as: administrator, at: `${ORG}/quarantine` }],
  'o/:org/webhooks': [{ as: administrator, at: `${ORG}/webhooks` }],
  'o/:org/webhooks/:webhook': [
    { as: administrator, at: linked(`${ORG}/webhooks`, new RegExp(`/webhooks/${ID}$`)) },
  ],
  'o/:org/letters': [{ as: administrator, at: `${ORG}/letters` }],
  'o/:org/letters/:template/:language': [{ as: administrator, at: `${ORG}/letters/credential_issued/en` }],
  verify: [{ at: '/verify' }],
  'verify/how': [{ at: '/verify/how' }],
  'verify/device': [{ at: '/verify/device' }],
  'verify/:shelf/:id': [{ at: async () => `/verify${new URL(inject('demo').credential).pathname}` }],
  'o/:org/achievements': [{ as: manager, at: `${ORG}/achievements` }],
  'o/:org/achievements/new': [{ as: manager, at: `${ORG}/achievements/new` }],
  'o/:org/achievements/import': [{ as: manager, at: `${ORG}/achievements/import` }],
  'o/:org/achievements/:id': [{ as: manager, at: achievement }],
  'o/:org/achievements/:id/edit': ['basics', 'criteria', 'rubric', 'art', 'more'].map((part) => ({
    as: manager,
    at: async (page) => `${await newDraft(page)}?part=${part}`,
  })),
  'o/:org/catalog': [{ as: learner, at: `${ORG}/catalog` }],
  'achievements/:achievement': [{ at: linked('/catalog', new RegExp(`^/achievements/${ID}$`)) }],
  catalog: [{ at: '/catalog' }],
  'o/:org/queue': [{ as: assessor, at: `${ORG}/queue` }],
  'o/:org/assess/:submission': [{ as: assessor, at: work }],
  'o/:org/enrollments': [{ as: learner, at: `${ORG}/enrollments` }],
  'o/:org/enrollments/:enrollment': [
    { as: learner, at: enrollment },
    {
      as: learner,
      at: linked(`${ORG}/enrollments?state=active`, new RegExp(`/enrollments/${ID}$`)),
    },
  ],
  'o/:org/enrollments/:enrollment/submissions/:number': [
    {
      as: learner,
      at: async (page) => {
        const earned = await linked(
          `${ORG}/enrollments?state=awarded`,
          new RegExp(`/enrollments/${ID}$`),
        )(page)
        return linked(earned, /\/submissions\/\d+$/)(page)
      },
    },
  ],
  'claim/:token': [{ as: manager, at: claimLink }],
  'events/:token': [{ as: manager, at: eventCode }],
  'o/:org/claims': [{ as: manager, at: `${ORG}/claims` }],
  'o/:org/claims/:claim': [{ as: manager, at: waitingClaim }],
  'o/:org/events': [{ as: manager, at: `${ORG}/events` }],
  'o/:org/events/new': [{ as: manager, at: `${ORG}/events/new` }],
  'o/:org/events/:event': [{ as: manager, at: event }],
  'o/:org/events/:event/print': [{ as: manager, at: async (page) => `${await event(page)}/print` }],
  'o/:org/assignments': [{ as: manager, at: `${ORG}/assignments` }],
  'o/:org/assignments/:assignment': [
    { as: manager, at: linked(`${ORG}/assignments`, new RegExp(`/assignments/${ID}$`)) },
  ],
  'o/:org/renewals': [{ as: learner, at: `${ORG}/renewals` }],
  'o/:org/due': (['overdue', 'lapsing', 'open', 'asked'] as const).map((view) => ({
    as: manager,
    at: `${ORG}/due?view=${view}`,
  })),
  'o/:org/duties/:duty': [{ as: manager, at: linked(`${ORG}/due?view=open`, new RegExp(`/duties/${ID}$`)) }],
  'o/:org/observe': [{ as: assessor, at: `${ORG}/observe` }],
  'o/:org/observe/:enrollment/:criterion': [
    { as: assessor, at: linked(`${ORG}/observe`, new RegExp(`/observe/${ID}/signals$`)) },
  ],
  'o/:org/observations/:observation': [
    { as: assessor, at: linked(`${ORG}/observe`, new RegExp(`/observations/${ID}$`)) },
  ],
  '*': [{ at: '/no-such-page', status: 404 }],
}
