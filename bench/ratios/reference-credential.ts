import type { JsonObject } from '@assay/core'
import { buildOpenBadge, buildStatusEntry, freezePart } from '@assay/credentials'

/** Instant of every proof. */
export const created = Date.parse('2026-05-03T16:38:00Z')

/** Which achievement, of which issuer. */
interface Kind {
  readonly achievement: number
  readonly issuer: number
}

/**
 * A badge as an organization awards it: 3.7 kB of JSON, 101 statements, 12.9 kB in canonical form, 9 blank nodes. Different for every
 * `number`; badges of one kind have issuer and achievement in common.
 */
export function referenceCredential(number: number, kind: Kind): JsonObject {
  const origin = `https://badges-${kind.issuer}.example.org`
  const achievementId = `${origin}/achievements/${String(kind.achievement).padStart(6, '0')}/versions/3`
  const tail = String(number).padStart(12, '0')
  return buildOpenBadge({
    id: `${origin}/credentials/5f0f8a6c-${tail}`,
    name: 'Counterbalance forklift operation',
    issuer: {
      id: `${origin}/organizations/harbor`,
      name: 'Harbor Logistics',
      url: origin,
      description: 'Ports and warehouses on three coasts.',
      image: { id: `${origin}/images/harbor.png`, caption: 'An anchor' },
      email: 'badges@harbor.example',
    },
    validFrom: created,
    validUntil: Date.parse('2028-05-03T16:38:00Z'),
    awardedDate: created,
    subject: {
      id: `urn:uuid:9a7b5a3e-0000-4000-8000-${tail}`,
      identifiers: [
        {
          identityType: 'emailAddress',
          identityHash: `sha256$${tail.repeat(6).slice(0, 64)}`,
          salt: `0001020304050607${tail}0e0f`,
        },
      ],
    },
    achievement: {
      id: achievementId,
      achievementType: 'MicroCredential',
      name: 'Counterbalance forklift operation',
      description:
        'Moves, stacks and retrieves palletised loads with a counterbalance forklift, alone and in traffic, and keeps the daily check.',
      criteria: {
        id: `${achievementId}/criteria`,
        narrative:
          'Passes the inspection, the drill in the yard and a supervised shift, each judged by two assessors against the published rubric.',
      },
      image: { id: `${origin}/images/forklift.png`, caption: 'A forklift' },
      inLanguage: 'en',
      version: '3',
      alignments: [
        {
          targetName: 'Operate forklift',
          targetUrl: 'https://skills.example/frameworks/warehouse/items/1',
          targetFramework: 'Warehouse skills',
          targetCode: 'W-1',
        },
        { targetName: 'Check loads', targetUrl: 'https://skills.example/frameworks/warehouse/items/2' },
      ],
      resultDescriptions: [
        {
          id: `${achievementId}#driving`,
          name: 'Driving',
          requiredLevel: `${achievementId}#driving-2`,
          levels: ['1', '2'].map((level) => ({
            id: `${achievementId}#driving-${level}`,
            name: `Level ${level}`,
            description: `Drives at level ${level}.`,
            level,
            points: level,
          })),
        },
      ],
      tags: ['safety', 'warehouse'],
      humanCode: 'FO-3',
    },
    results: [
      {
        resultDescription: `${achievementId}#driving`,
        achievedLevel: `${achievementId}#driving-2`,
        value: 'Level 2',
      },
    ],
    evidence: [
      {
        id: `urn:uuid:00000000-0000-4000-8000-${tail}`,
        kind: 'Observation',
        name: 'Drill in the yard',
        narrative: 'Seen on Monday by two supervisors.',
      },
    ],
    assessment: { proofType: 'demonstration' },
    credentialStatus: [
      buildStatusEntry({ purpose: 'revocation', list: `${origin}/status/4`, index: number }),
    ],
  })
}

const first = referenceCredential(0, { achievement: 1, issuer: 1 })
const issuer = freezePart(first.issuer as JsonObject)
const achievement = freezePart((first.credentialSubject as JsonObject).achievement as JsonObject)

/** Badges of one achievement, which share the objects of issuer and achievement: as a bulk issue makes them. */
export function badgesOfOneKind(count: number, from = 0): readonly JsonObject[] {
  return Array.from({ length: count }, (_, number) => {
    const badge = referenceCredential(from + number, { achievement: 1, issuer: 1 })
    return {
      ...badge,
      issuer,
      credentialSubject: { ...(badge.credentialSubject as JsonObject), achievement },
    }
  })
}

/** Badges of as many achievements and issuers, so that nothing of one helps with another. */
export function badgesOfAllKinds(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, number) =>
    readAgain(referenceCredential(number, { achievement: number, issuer: number })),
  )
}

/** As it comes from outside: no object is shared with another document. */
export function readAgain(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject
}
