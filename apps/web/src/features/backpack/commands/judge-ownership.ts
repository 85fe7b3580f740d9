import { isJsonArray, isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { matchesRecipient } from '@assay/credentials'
import type { PersonScope } from '../../../db/scopes.ts'
import { listProvenAddresses } from '../queries.ts'
import type { Ownership } from '../schema.ts'

/**
 * Whose is a badge? One that names an e-mail address must name one that the person has proven; one that names another address is
 * not theirs to keep (they can add and prove that address first). A badge that names nobody in a way that can be compared is kept and
 * marked as not shown to be theirs.
 */
export async function judgeOwnership(
  scope: PersonScope,
  credential: JsonObject,
): Promise<Ownership | 'not_yours'> {
  const addresses = await listProvenAddresses(scope)
  const subject = memberOf(credential, 'credentialSubject')
  const subjects = (isJsonArray(subject) ? subject : [subject]).filter(isJsonObject)
  const answers = subjects.flatMap((one) =>
    addresses.flatMap((address) => [
      matchesRecipient(one, { value: address }, scope.deps.crypto),
      matchesMailto(one, address),
    ]),
  )
  if (answers.includes('match')) return 'shown'
  return answers.includes('mismatch') ? 'not_yours' : 'not_shown'
}

/** Some issuers name the subject by the address itself. */
function matchesMailto(subject: JsonObject, address: string): 'match' | 'mismatch' | 'none' {
  const id = memberOf(subject, 'id')
  if (typeof id !== 'string' || !/^mailto:/i.test(id)) return 'none'
  return id.slice('mailto:'.length).toLowerCase() === address.toLowerCase() ? 'match' : 'mismatch'
}
