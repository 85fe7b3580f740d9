import { parseDateTimeStamp, portableCrypto } from '@assay/core'
import { type FixedClock, fixedClock, testSigner } from '@assay/testkit'
import { createCanonicalize } from './canonicalize.ts'
import { buildOpenBadge } from './open-badge.ts'
import type { OpenBadgeInput } from './open-badge-input.ts'
import { hashIdentity } from './recipient.ts'
import { buildStatusEntry } from './status-entry.ts'

export const clock: FixedClock = fixedClock()
export const signer = testSigner('issuer')
export const canonicalize = createCanonicalize({ crypto: portableCrypto })

const achievementId = 'https://issuer.example/achievements/7/versions/2'
const salt = '000102030405060708090a0b0c0d0e0f'

/** A badge that uses every part of the input. */
export const fullInput: OpenBadgeInput = {
  id: 'https://issuer.example/credentials/5f0f8a6c',
  name: 'Forklift safety',
  description: 'Awarded for safe work with forklifts.',
  issuer: {
    id: 'https://issuer.example/organizations/1',
    name: 'Harbor Logistics',
    url: 'https://issuer.example',
    description: 'A company that does not exist.',
    image: { id: 'https://issuer.example/logo.png', caption: 'An anchor' },
    email: 'badges@issuer.example',
  },
  validFrom: parseDateTimeStamp('2026-05-03T16:38:00Z'),
  validUntil: parseDateTimeStamp('2028-05-03T16:38:00Z'),
  awardedDate: parseDateTimeStamp('2026-05-03T16:00:00Z'),
  subject: {
    id: 'urn:uuid:9a7b5a3e-0000-4000-8000-000000000001',
    name: 'Jordan Ejemplo',
    identifiers: [
      {
        identityType: 'emailAddress',
        identityHash: hashIdentity('jordan@learner.example', salt, portableCrypto),
        salt,
      },
    ],
  },
  achievement: {
    id: achievementId,
    achievementType: 'MicroCredential',
    name: 'Forklift safety',
    description: 'Works safely with a counterbalance forklift.',
    criteria: { id: `${achievementId}/criteria`, narrative: 'Passes the drill in the yard.' },
    image: { id: 'https://issuer.example/achievements/7.png', caption: 'A forklift' },
    inLanguage: 'en',
    version: '2',
    alignments: [
      {
        targetName: 'Operate forklift',
        targetUrl: 'https://skills.example/1',
        targetFramework: 'Own',
        targetCode: 'F1',
      },
      { targetName: 'Check load', targetUrl: 'https://skills.example/2' },
      { targetName: 'Check load', targetUrl: 'https://skills.example/2' },
    ],
    resultDescriptions: ['inspection', 'driving'].map((row) => ({
      id: `${achievementId}#${row}`,
      name: row,
      requiredLevel: `${achievementId}#${row}-2`,
      levels: ['1', '2', '3'].map((level) => ({
        id: `${achievementId}#${row}-${level}`,
        name: `Level ${level}`,
        description: `Reaches level ${level} of ${row}.`,
        level,
        points: level,
      })),
    })),
    creditsAvailable: 1.5,
    tags: ['safety', 'warehouse'],
    humanCode: 'FS-2',
  },
  results: ['inspection', 'driving'].map((row) => ({
    resultDescription: `${achievementId}#${row}`,
    achievedLevel: `${achievementId}#${row}-3`,
    value: 'Level 3',
  })),
  evidence: [
    {
      id: 'urn:uuid:00000000-0000-4000-8000-0000000000e1',
      kind: 'File',
      digest: new Uint8Array(32).fill(1),
      mediaType: 'video/mp4',
    },
    {
      id: 'urn:uuid:00000000-0000-4000-8000-0000000000e2',
      kind: 'Observation',
      genre: 'Yard drill',
      name: 'Drill',
      narrative: 'Seen on Monday.',
      description: 'By the supervisor.',
    },
  ],
  assessment: {
    proofType: 'demonstration',
    assessorCount: 2,
    assessorCapacity: 'Supervisor',
    supervised: true,
    identityChecked: false,
    workloadHours: 12.5,
    decisionBasis: 'Rubric',
    assessedOn: '2026-05-03',
  },
  credentialStatus: (['revocation', 'suspension'] as const).map((purpose) =>
    buildStatusEntry({ purpose, list: `https://issuer.example/status/${purpose}`, index: 94_567 }),
  ),
}

/** The smallest badge. */
export const smallInput: OpenBadgeInput = {
  id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  name: 'Small',
  issuer: { id: 'https://issuer.example/organizations/1', name: 'Harbor Logistics' },
  validFrom: 0,
  awardedDate: 0,
  subject: { id: 'urn:uuid:00000000-0000-4000-8000-000000000002', identifiers: [] },
  achievement: {
    id: 'urn:uuid:00000000-0000-4000-8000-000000000003',
    achievementType: 'Badge',
    name: 'Small',
    description: 'Small.',
    criteria: { narrative: 'None.' },
  },
  assessment: { proofType: 'participation' },
}

export const fullBadge = buildOpenBadge(fullInput)
export const smallBadge = buildOpenBadge(smallInput)
