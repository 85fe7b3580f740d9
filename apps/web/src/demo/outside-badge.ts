import { randomUUID } from 'node:crypto'
import { didKey, didKeyMethod, encodeUtf8 } from '@assay/core'
import { buildOpenBadge, createCanonicalize, createProof, hashIdentity } from '@assay/credentials'
import { createLocalSigner, generateSigningKey } from '@assay/node'
import type { Deps } from '../deps.ts'
import { importBadge } from '../features/backpack/commands/import-badge.ts'
import type { Player, Stage } from './stage.ts'

/** A badge of another, equally invented issuer, signed with a key of its own. */
async function outsideBadge({ crypto, now }: Deps, address: string): Promise<string> {
  const key = generateSigningKey('ed25519')
  const issuer = didKey(key.publicKey)
  const salt = randomUUID() + randomUUID()
  const document = buildOpenBadge({
    id: `urn:uuid:${randomUUID()}`,
    issuer: { id: issuer, name: 'Northmole Training Institute' },
    validFrom: now().getTime(),
    name: 'Forklift Licence B',
    awardedDate: now().getTime(),
    subject: {
      id: `urn:uuid:${randomUUID()}`,
      identifiers: [
        { identityType: 'emailAddress', identityHash: hashIdentity(address, salt, crypto), salt },
      ],
    },
    assessment: {
      proofType: 'demonstration',
      assessorCount: 2,
      assessorCapacity: 'Examiner',
      supervised: true,
      identityChecked: true,
    },
    achievement: {
      id: `urn:uuid:${randomUUID()}`,
      achievementType: 'License',
      name: 'Forklift Licence B',
      description: 'Drives counterbalance forklifts up to five tonnes.',
      criteria: { narrative: 'Theory test and a driven course of forty minutes, judged by two examiners.' },
    },
  })
  const signed = await createProof({
    document,
    verificationMethod: didKeyMethod(key.publicKey),
    created: now().getTime(),
    signer: createLocalSigner(key.privateKeyPkcs8),
    canonicalize: createCanonicalize({ crypto }),
    crypto,
  })
  return JSON.stringify(signed, null, 2)
}

/** Brings a badge from outside into a person's backpack, verified before it is kept. */
export async function importOutsideBadge(stage: Stage, holder: Player, address: string): Promise<void> {
  const content = encodeUtf8(await outsideBadge(stage.deps, address))
  const outcome = await importBadge(stage.deps, (work) => stage.inPerson(holder, work), {
    kind: 'document',
    source: 'forklift-licence-b.json',
    content,
  })
  if (outcome.outcome !== 'kept') throw new Error(`the badge from outside was not kept: ${outcome.outcome}`)
}
