import { createHash } from 'node:crypto'
import type { BadgeDefinition } from '../../../ui/badge-art/index.ts'
import type { Version } from '../../achievements/queries.ts'
import type { CredentialFacts } from '../queries.ts'
import type { Hideable } from '../schema/hideable.ts'
import { presentShown, type ShownCredential, shortDigest } from '../schema/shown.ts'
import type { CredentialState } from '../schema/terms.ts'
import { type ChangeTold, stateOf } from '../schema.ts'

/** What the page of one credential shows. */
export interface CredentialPage {
  readonly id: string
  readonly url: string
  readonly shown: ShownCredential
  readonly state: CredentialState
  /** Why it is suspended or revoked, and since when; the holder and everybody who verifies reads it. */
  readonly change: { readonly reason: string; readonly at: string } | undefined
  readonly validFrom: string
  readonly validUntil: string | undefined
  readonly drawing: BadgeDefinition
  /** Uploaded art in place of the drawing. */
  readonly picture: string | undefined
  readonly asked: readonly { readonly id: string; readonly title: string; readonly kind: string }[]
  readonly frozenAt: string | undefined
  /** Of what is shown. */
  readonly digest: string
  /** What others do not get of it. */
  readonly hidden: readonly Hideable[]
  /** Name of the key behind `#`. */
  readonly key: string
}

export interface CredentialPageParts {
  readonly facts: CredentialFacts
  readonly bytes: Uint8Array
  readonly version: Version
  readonly drawing: BadgeDefinition
  readonly hidden: readonly Hideable[]
  readonly now: Date
}

const CAUSES: Partial<Record<CredentialState, readonly ChangeTold[]>> = {
  revoked: ['revoke', 'supersede'],
  suspended: ['suspend'],
}

export function presentPage({
  facts,
  bytes,
  version,
  drawing,
  hidden,
  now,
}: CredentialPageParts): CredentialPage {
  const shown = presentShown(bytes)
  const state = stateOf(facts, now)
  const cause = facts.history.find(({ kind }) => CAUSES[state]?.includes(kind) === true)
  const year = facts.validFrom.getUTCFullYear()
  return {
    id: facts.id,
    url: facts.url,
    shown,
    state,
    change: cause === undefined ? undefined : { reason: cause.reason, at: cause.changedAt.toISOString() },
    validFrom: facts.validFrom.toISOString(),
    validUntil: facts.validUntil?.toISOString(),
    drawing,
    picture:
      version.artBlob === null
        ? undefined
        : `${new URL(shown.issuerId).pathname}/badges/${version.id}/${year}.png`,
    asked: version.definition.criteria.map(({ id, title, kind }) => ({ id, title, kind })),
    frozenAt: version.frozenAt?.toISOString(),
    digest: shortDigest(createHash('sha256').update(bytes).digest()),
    hidden,
    key: shown.proof.method.split('#')[1] ?? '',
  }
}

/** The address with which LinkedIn opens its form "add licence or certification", filled in. */
export function linkedInAddress(page: CredentialPage): string {
  const address = new URL('https://www.linkedin.com/profile/add')
  const [from, until] = [page.validFrom, page.validUntil].map((at) =>
    at === undefined ? undefined : new Date(at),
  )
  const values = {
    startTask: 'CERTIFICATION_NAME',
    name: page.shown.name,
    organizationName: page.shown.issuerName,
    issueYear: from?.getUTCFullYear(),
    issueMonth: from === undefined ? undefined : from.getUTCMonth() + 1,
    expirationYear: until?.getUTCFullYear(),
    expirationMonth: until === undefined ? undefined : until.getUTCMonth() + 1,
    certUrl: page.url,
    certId: page.id,
  }
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) address.searchParams.set(name, String(value))
  return address.href
}
