import type { Crypto, JsonObject } from '@assay/core'
import { matchesRecipient, type RecipientQuestion } from '@assay/credentials'
import { objectsOf, textOf } from './json-members.ts'
import type { Finding } from './make-check.ts'

/**
 * Is the credential about the holder of this identifier? (STANDARDS OD7.) A subject whose `id` is the value asked for, a DID
 * for one, is a match too. Who asks wants a yes: a credential that cannot say so fails the step.
 */
export function checkRecipient(
  credential: JsonObject,
  question: RecipientQuestion | undefined,
  crypto: Pick<Crypto, 'sha256'>,
): Finding {
  if (question === undefined) return { outcome: 'skipped', code: 'recipient-not-asked' }
  const subjects = objectsOf(credential, 'credentialSubject')
  const answers = subjects.map((subject) =>
    textOf(subject, 'id') === question.value ? 'match' : matchesRecipient(subject, question, crypto),
  )
  if (answers.includes('match')) return { outcome: 'passed', code: 'recipient-ok' }
  return answers.includes('mismatch')
    ? { outcome: 'failed', code: 'recipient-mismatch' }
    : { outcome: 'failed', code: 'recipient-none' }
}
