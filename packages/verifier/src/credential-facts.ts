import { type JsonObject, memberOf } from '@assay/core'
import type { Binding } from './check-binding.ts'
import { didWebAddress } from './controller-document.ts'
import { issuerIdOf, objectOf, objectsOf, textOf } from './json-members.ts'
import { compact } from './make-check.ts'
import { dateMembersOf } from './model-dates.ts'

/** What may be shown of a credential, with what Assay found out kept apart from what the badge says (STANDARDS OD10). */
export interface CredentialFacts {
  /** Facts that hold whatever the credential claims. A member is absent when it could not be established. */
  readonly established: {
    /** The issuer, only when signature and issuer binding both passed. */
    readonly issuerId?: string
    /** Host of the issuer's address in ASCII, which look-alike names cannot imitate. */
    readonly issuerHost?: string
    /** Name in the issuer's own document. */
    readonly issuerName?: string
    /** Controller of the issuer's key that signed; others may have signed too. */
    readonly signedBy?: string
  }
  /** The credential's own words; label them as such. */
  readonly claimed: JsonObject
}

/** Reads the facts of a credential whose words have a fixed meaning. `binding` is given when proof and binding passed. */
export function readFacts(credential: JsonObject, binding: Binding | undefined): CredentialFacts {
  const issuerId = issuerIdOf(credential)
  if (binding?.key === undefined || issuerId === undefined) {
    return { established: {}, claimed: claimsOf(credential) }
  }
  const issuerName = textOf(binding.document, 'name')
  const issuerHost = hostOf(issuerId)
  return {
    established: {
      issuerId,
      signedBy: binding.key.controller,
      ...(issuerHost === undefined ? {} : { issuerHost }),
      ...(issuerName === undefined ? {} : { issuerName }),
    },
    claimed: claimsOf(credential),
  }
}

function hostOf(issuerId: string): string | undefined {
  const address = didWebAddress(issuerId) ?? issuerId
  const host = URL.canParse(address) ? new URL(address).host : ''
  return host === '' ? undefined : host
}

function claimsOf(credential: JsonObject): JsonObject {
  const { from, until } = dateMembersOf(credential)
  const issuer = objectOf(credential, 'issuer')
  const [subject] = objectsOf(credential, 'credentialSubject')
  const achievement = objectOf(subject, 'achievement')
  return compact({
    id: textOf(credential, 'id'),
    name: textOf(credential, 'name'),
    description: textOf(credential, 'description'),
    issuerId: issuerIdOf(credential),
    issuerName: textOf(issuer, 'name'),
    issuerImage: imageOf(issuer),
    subjectId: textOf(subject, 'id'),
    achievementId: textOf(achievement, 'id'),
    achievementName: textOf(achievement, 'name'),
    achievementDescription: textOf(achievement, 'description'),
    achievementType: textOf(achievement, 'achievementType'),
    achievementImage: imageOf(achievement),
    criteria: textOf(objectOf(achievement, 'criteria'), 'narrative'),
    validFrom: textOf(credential, from),
    validUntil: textOf(credential, until),
    awardedDate: textOf(credential, 'awardedDate'),
    partial: flagOf(credential, 'partial'),
  })
}

/** `partial` of a learner record: more is known of the learner than it holds (STANDARDS CL3). */
function flagOf(credential: JsonObject, name: string): boolean | undefined {
  const value = memberOf(credential, name)
  return typeof value === 'boolean' ? value : undefined
}

function imageOf(object: JsonObject | undefined): string | undefined {
  return textOf(object, 'image') ?? textOf(objectOf(object, 'image'), 'id')
}
