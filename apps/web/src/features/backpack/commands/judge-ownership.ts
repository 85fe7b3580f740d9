import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { matchesOpenBadge2Recipient, matchesRecipient } from '@assay/credentials'
import type { PersonScope } from '../../../db/scopes.ts'
import { listProvenAddresses } from '../queries.ts'
import type { Ownership } from '../schema.ts'

/** What names the holder of a badge: a credential, or the `recipient` of Open Badges 2.0. */
export type BadgeHolder =
  | { readonly credential: JsonObject }
  | { readonly credential?: undefined; readonly recipient: JsonValue | undefined }

/**
 * Whose is a badge? One that names an e-mail address must name one that the person has proven; one that names another address is
 * not theirs to keep (they can add and prove that address first). A badge that names nobody in a way that can be compared is kept and
 * marked as not shown to be theirs.
 */
export async function judgeOwnership(
  scope: PersonScope,
  holder: BadgeHolder,
): Promise<Ownership | 'not_yours'> {
  const addresses = await listProvenAddresses(scope)
  const answers = addresses.flatMap((address) =>
    holder.credential === undefined
      ? [matchesOpenBadge2Recipient(holder.recipient, { value: address }, scope.deps.crypto).answer]
      : answersOf(scope, holder.credential, address),
  )
  if (answers.includes('match')) return 'shown'
  return answers.includes('mismatch') ? 'not_yours' : 'not_shown'
}

function answersOf(scope: PersonScope, credential: JsonObject, address: string) {
  const subject = memberOf(credential, 'credentialSubject')
  const subjects = (isJsonArray(subject) ? subject : [subject]).filter(isJsonObject)
  return subjects.flatMap((one) => [
    matchesRecipient(one, { value: address }, scope.deps.crypto),
    matchesMailto(one, address),
  ])
}

/** Some issuers name the subject by the address itself. */
function matchesMailto(subject: JsonObject, address: string): 'match' | 'mismatch' | 'none' {
  const id = memberOf(subject, 'id')
  if (typeof id !== 'string' || !/^mailto:/i.test(id)) return 'none'
  return id.slice('mailto:'.length).toLowerCase() === address.toLowerCase() ? 'match' : 'mismatch'
}
