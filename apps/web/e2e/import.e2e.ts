import { didKey, didKeyMethod, encodeUtf8, type JsonObject } from '@assay/core'
import { bakePng, bakeSvg, createJws, createVcJwt } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DOT_PNG, foreignBadge, unsignedForeignBadge } from '../test/foreign-badge.ts'
import { type OpenBrowser, openBrowser, PHONE, type Visitor } from './browser.ts'
import { download } from './steps/backpack.ts'
import { bringFile, bringText } from './steps/importing.ts'
import { section, titled } from './steps/pages.ts'

let browser: OpenBrowser
let learner: Visitor
const email = inject('demo').accounts.find(({ role }) => role === 'learner')?.email ?? ''

beforeAll(async () => {
  browser = await openBrowser()
  learner = await browser.visitor()
  await learner.signInAs('learner')
})
afterAll(() => browser.close())

/** A school elsewhere, known by a key of its own, so that nobody needs to be asked. */
const school = testSigner('a school of rescue')
const SVG = encodeUtf8(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
)

/** A signed badge of Open Badges 2.0. */
function earlierBadge(id: string, address: string): Promise<string> {
  const assertion: JsonObject = {
    '@context': 'https://w3id.org/openbadges/v2',
    ...{ id, type: 'Assertion', issuedOn: '2026-01-01T00:00:00Z' },
    recipient: { type: 'email', hashed: false, identity: address },
    verification: { type: 'SignedBadge', creator: didKeyMethod(school.publicKey) },
    badge: {
      ...{ id: 'urn:uuid:rescue', type: 'BadgeClass', name: 'Water rescue', description: 'Gets people out.' },
      criteria: { narrative: 'Shown in the basin.' },
      issuer: { id: didKey(school.publicKey), type: 'Profile', name: 'Rescue school' },
    },
  }
  return createJws({
    ...{ algorithm: 'EdDSA', header: {}, sign: (batch) => school.sign(batch) },
    payload: encodeUtf8(JSON.stringify(assertion)),
  })
}

const token = () =>
  createVcJwt({
    ...{ algorithm: 'EdDSA', kid: didKeyMethod(school.publicKey), sign: (batch) => school.sign(batch) },
    credential: unsignedForeignBadge({
      signer: school,
      id: 'urn:uuid:e2e-jwt',
      name: 'Knots',
      address: email,
    }),
  })

const png = (bytes: Uint8Array, name = 'badge.png') => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(bytes),
})

/** The badge that was just kept, with its report; checked again it says so. */
async function seen(page: Page, name: string, issuer: string): Promise<void> {
  await titled(page, name)
  await page.getByText('The badge is in your backpack.').waitFor()
  const report = section(page, 'Verification')
  await report.getByText('All checks').click()
  await report.getByText('The signature belongs to this content.').first().waitFor()
  await section(page, 'The badge').getByText(issuer).first().waitFor()
  await report.getByRole('button', { name: 'Check again' }).click()
  await page.waitForURL(/done=checked/)
  await report.getByText('The signature belongs to this content.').first().waitFor({ state: 'attached' })
}

describe('a learner brings badges from elsewhere', () => {
  it('keeps a baked PNG of Open Badges 2.0, a token and a drawing of 3.0, each with its report, and checks them again', async () => {
    const { page } = learner
    const picture = bakePng(DOT_PNG, await earlierBadge('urn:uuid:e2e-png', email), 'open-badges-2')
    await bringFile(page, png(picture))
    await seen(page, 'Water rescue', 'Rescue school')
    expect((await download(page, 'Badge as PNG')).equals(Buffer.from(picture))).toBe(true)

    await bringText(page, await token())
    await seen(page, 'Knots', 'Northmole Training Institute')

    const badge = await foreignBadge({ id: 'urn:uuid:e2e-svg', name: 'Lashing', address: email })
    const drawing = Buffer.from(bakeSvg(SVG, JSON.stringify(badge)))
    await bringFile(page, { name: 'badge.svg', mimeType: 'image/svg+xml', buffer: drawing })
    await seen(page, 'Lashing', 'Northmole Training Institute')
    await learner.expectAccessible()

    // The same again changes nothing.
    await bringFile(page, png(picture))
    await page.waitForURL(/done=unchanged/)
  })

  it('keeps nothing that is somebody else’s', async () => {
    const { page } = learner
    const theirs = await earlierBadge('urn:uuid:e2e-theirs', 'somebody@else.example')
    await bringFile(page, png(bakePng(DOT_PNG, theirs, 'open-badges-2')))
    await page.getByText('The badge names the address of somebody else.').waitFor()
    await bringText(
      page,
      await foreignBadge({ id: 'urn:uuid:e2e-other', address: 'eve@example.org' }).then((one) =>
        JSON.stringify(one),
      ),
    )
    await page.getByText('The badge names the address of somebody else.').waitFor()
  })

  it('says what is wrong with a broken picture, without JavaScript and on a phone too', async () => {
    const visitor = await browser.visitor({ javaScript: false, viewport: PHONE })
    await visitor.signInAs('learner')
    const { page } = visitor
    const whole = bakePng(DOT_PNG, await earlierBadge('urn:uuid:e2e-broken', email), 'open-badges-2')
    for (const [bytes, reason] of [
      [whole.slice(0, whole.length - 20), 'The image is damaged.'],
      [whole.map((byte, at) => (at === 60 ? byte ^ 1 : byte)), 'The image is damaged.'],
      [DOT_PNG, 'The image holds no badge.'],
    ] as const) {
      await bringFile(page, png(bytes))
      await page.getByText('This was not kept.').first().waitFor()
      await page.getByText(reason).first().waitFor()
    }
  }, 120_000)

  it('says that a token was changed, on a page that everybody can read', async () => {
    const { page } = learner
    const token = await earlierBadge('urn:uuid:e2e-changed', email)
    const [head = '', payload = '', signature = ''] = token.split('.')
    const changed = Buffer.from(payload, 'base64url').toString().replace('Water rescue', 'Air rescue')
    await bringText(page, `${head}.${Buffer.from(changed).toString('base64url')}.${signature}`)
    await page.getByText('it was changed, or another key signed it').first().waitFor()
    await learner.expectAccessible()
  })
})
