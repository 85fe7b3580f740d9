import { createHash, randomUUID } from 'node:crypto'
import { didKey, didKeyMethod, encodeUtf8, type JsonObject } from '@assay/core'
import { createJws } from '@assay/credentials'
import { createLocalSigner, generateSigningKey } from '@assay/node'
import type { Deps } from '../deps.ts'
import { importBadge } from '../features/backpack/commands/import-badge.ts'
import { listEntries } from '../features/backpack/queries.ts'
import { issueClr } from '../features/records/commands/issue-clr.ts'
import type { Player, Stage } from './stage.ts'

/** A signed badge of Open Badges 2.0 by another invented issuer, with its profile inside and a key of its own. */
async function earlierBadge({ now }: Deps, address: string): Promise<string> {
  const key = generateSigningKey('ed25519')
  const context = 'https://w3id.org/openbadges/v2'
  const salt = randomUUID()
  const identity = `sha256$${createHash('sha256').update(`${address}${salt}`).digest('hex')}`
  const assertion: JsonObject = {
    '@context': context,
    id: `urn:uuid:${randomUUID()}`,
    type: 'Assertion',
    recipient: { type: 'email', hashed: true, salt, identity },
    issuedOn: now().toISOString(),
    verification: { type: 'SignedBadge', creator: didKeyMethod(key.publicKey) },
    badge: {
      id: `urn:uuid:${randomUUID()}`,
      type: 'BadgeClass',
      name: 'First Aid at Work',
      description: 'Gives first aid until the ambulance comes, and keeps it up each year.',
      criteria: { narrative: 'Sixteen hours of practice and a test on a manikin.' },
      issuer: { id: didKey(key.publicKey), type: 'Profile', name: 'Saltmarsh Rescue School' },
    },
  }
  const signer = createLocalSigner(key.privateKeyPkcs8)
  return createJws({
    algorithm: 'EdDSA',
    header: {},
    payload: encodeUtf8(JSON.stringify(assertion)),
    sign: (batch) => signer.sign(batch),
  })
}

/** Brings a badge of the earlier standard into a person's backpack. */
export async function importEarlierBadge(stage: Stage, holder: Player, address: string): Promise<void> {
  const content = encodeUtf8(await earlierBadge(stage.deps, address))
  const outcome = await importBadge(stage.deps, (work) => stage.inPerson(holder, work), {
    kind: 'document',
    source: 'first-aid.jwt',
    content,
  })
  if (outcome.outcome !== 'kept') throw new Error(`the earlier badge was not kept: ${outcome.outcome}`)
}

/** Everything a person holds in force that can stand in a learner record, signed by the organization that issued most of it. */
export async function makeLearnerRecord(stage: Stage, holder: Player, orgId: string): Promise<void> {
  const { items } = await stage.inPerson(holder, (scope) =>
    listEntries(scope, { state: 'in_force', limit: 40, offset: 0 }),
  )
  const entries = items
    .filter(({ source, report }) => source === 'issued' || report?.report.format === 'ob3-json')
    .map(({ id }) => id)
  await issueClr(stage.deps, (work) => stage.inPerson(holder, work), {
    ...{ title: `Proofs of ${holder.name}`, entries, organization: orgId },
  })
}
