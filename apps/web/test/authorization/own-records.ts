import { randomUUID } from 'node:crypto'
import { createKey } from '../../src/features/api-keys/commands.ts'
import { importBadge } from '../../src/features/backpack/commands/import-badge.ts'
import { removeEntry } from '../../src/features/backpack/commands.ts'
import { grantAccess } from '../../src/features/host/commands/grant-access.ts'
import { registerClient } from '../../src/features/host/commands/register-client.ts'
import { findClient } from '../../src/features/host/queries.ts'
import { readClientMetadata } from '../../src/features/host/schema/client-metadata.ts'
import { addAddress, confirmAddress } from '../../src/features/identity/commands/addresses.ts'
import { issueClr } from '../../src/features/records/commands/issue-clr.ts'
import { createCollection } from '../../src/features/sharing/commands.ts'
import { foreignBadge } from '../foreign-badge.ts'
import { METADATA } from '../host-platform.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'

/** What the learner has as a person. */
export interface OwnRecords {
  /** An imported badge in the backpack, private. */
  readonly entry: string
  /** One that was removed. */
  readonly removedEntry: string
  /** The badge that the organization issued, as it lies in the backpack. */
  readonly issuedEntry: string
  /** A learner record that the organization signed. */
  readonly record: string
  /** A proven address that is not the primary one. */
  readonly address: string
  /** Proves another address. */
  readonly addressToken: string
  /** A private collection. */
  readonly collection: string
  readonly session: string
  readonly passkey: string
  readonly ownKey: string
  /** A platform that the learner lets in. */
  readonly platform: string
  /** A badge that can still be imported. */
  readonly badge: string
}

export async function makeOwnRecords(
  app: TestApp,
  { slug, id: orgId }: TestOrganization,
  learner: TestPerson,
): Promise<OwnRecords> {
  const [entry, removedEntry] = [await bring(app, slug, learner, '1'), await bring(app, slug, learner, '2')]
  await app.inPerson(learner, (scope) => removeEntry(scope, removedEntry))
  const issued = await app.inPerson(learner, (scope) =>
    scope.db
      .selectFrom('backpackEntry')
      .select('id')
      .where('source', '=', 'issued')
      .executeTakeFirstOrThrow(),
  )
  const { recordId } = await issueClr(app.deps, (work) => app.inPerson(learner, work), {
    ...{ title: `zqrecord${slug}`, entries: [issued.id], organization: orgId },
  })
  const key = await app.inPerson(learner, (scope) =>
    createKey(scope, { name: `zqkeyname${slug}`, scopes: ['profile:read'], expiresInDays: 30 }),
  )
  const sessions = await app.fetch('/api/v1/me/sessions', { as: learner })
  const { items } = (await sessions.json()) as { items: { id: string }[] }
  return {
    ...{ entry, removedEntry, issuedEntry: issued.id, record: recordId },
    collection: await app.inPerson(learner, (scope) =>
      createCollection(scope, {
        ...{ title: `zqcollection${slug}`, description: '', entries: [issued.id] },
        ...{ visibility: 'private', lastDay: null },
      }),
    ),
    ...(await makeAddresses(app, slug, learner)),
    session: items[0]?.id ?? '',
    passkey: await makePasskey(app, slug, learner),
    ownKey: key.id,
    platform: await letIn(app, slug, learner),
    badge: JSON.stringify(await badgeFor(slug, learner, '3')),
  }
}

/** Registers a platform and lets it in, as far as the code for its tokens. */
async function letIn(app: TestApp, slug: string, learner: TestPerson): Promise<string> {
  const name = `zqplatform${slug}`
  const metadata = readClientMetadata({ ...METADATA, client_name: name })
  if ('error' in metadata) throw new Error(metadata.description)
  const { id } = await app.inSystem((scope) => registerClient(scope, metadata))
  const client = await app.inSystem((scope) => findClient(scope, id))
  if (client === undefined) throw new Error('a platform registered and is not there')
  const [redirectUri = ''] = client.redirectUris
  await app.inPerson(learner, (scope) =>
    grantAccess(scope, client, {
      ...{ redirectUri, scopes: client.scopes, state: 'x', codeChallenge: 'a'.repeat(43) },
    }),
  )
  return id
}

/** As if an authenticator had made it; nobody signs in with it here. */
async function makePasskey(app: TestApp, slug: string, learner: TestPerson): Promise<string> {
  const id = randomUUID()
  await app.inPerson(learner, (scope) =>
    scope.db
      .insertInto('passkey')
      .values({
        personId: learner.id,
        id,
        credentialId: `zqpasskey${slug}`,
        publicKey: Buffer.alloc(1),
        counter: 0,
        transports: [],
        name: `zqpasskey${slug}`,
        synced: false,
        createdAt: app.clock.now,
        lastUsedAt: null,
      })
      .execute(),
  )
  return id
}

async function makeAddresses(app: TestApp, slug: string, learner: TestPerson) {
  const [proven, waiting] = [`zq.proven.${slug}@example.org`, `zq.waiting.${slug}@example.org`]
  const tokenFor = async (address: string) => {
    await app.inPerson(learner, (scope) => addAddress(scope, address))
    return new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
  }
  const token = await tokenFor(proven)
  await app.inPerson(learner, (scope) => confirmAddress(scope, token))
  const { id } = await app.inPerson(learner, (scope) =>
    scope.db.selectFrom('personEmail').select('id').where('address', '=', proven).executeTakeFirstOrThrow(),
  )
  return { address: id, addressToken: await tokenFor(waiting) }
}

const badgeFor = (slug: string, { email }: TestPerson, number: string) =>
  foreignBadge({
    id: `urn:uuid:00000000-0000-4000-8000-${Buffer.from(`${slug}${number}`).toString('hex').padStart(12, '0').slice(-12)}`,
    name: `zqbadge${slug}`,
    address: email,
  })

/** Imports a badge as its owner does; returns its place in the backpack. */
async function bring(app: TestApp, slug: string, learner: TestPerson, number: string): Promise<string> {
  const content = JSON.stringify(await badgeFor(slug, learner, number))
  const outcome = await importBadge(
    app.deps,
    (work) => app.inPerson(learner, work),
    { kind: 'document', source: 'badge.json', content },
    { keepUnconfirmed: true },
  )
  if (!('entryId' in outcome)) throw new Error(`the badge was not kept: ${outcome.outcome}`)
  return outcome.entryId
}
