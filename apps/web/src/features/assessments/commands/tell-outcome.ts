import type { OrgScope } from '../../../db/scopes.ts'
import { queueLetter } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'

export interface OutcomeLetter {
  readonly outcome: 'returned' | 'declined'
  readonly personId: string
  readonly name: string
  readonly reason: string
  /** Below `/o/<organization>/`. */
  readonly path: string
}

/** Tells the learner what became of their work. An award is told by the credential's own letter. */
export async function tellOutcome(scope: OrgScope, letter: OutcomeLetter): Promise<void> {
  const [learner, organization] = [
    await findReader(scope, letter.personId),
    await scope.db
      .selectFrom('organization')
      .select(['slug', 'name'])
      .where('id', '=', scope.orgId)
      .executeTakeFirstOrThrow(),
  ]
  if (learner === undefined) return
  await queueLetter(scope, {
    template: `submission_${letter.outcome}`,
    to: learner.address,
    language: learner.locale,
    values: { name: letter.name, organization: organization.name, reason: letter.reason },
    link: `${scope.deps.config.publicUrl}/o/${organization.slug}/${letter.path}`,
    personId: letter.personId,
  })
}
