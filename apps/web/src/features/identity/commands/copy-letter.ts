import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import { queueLetter } from '../../mail/commands.ts'
import type { Letter } from '../../mail/schema.ts'

/**
 * Sends a letter about a badge also to those addresses of its holder that they chose for such letters. Not in the organization's name:
 * where a person takes their mail besides is not the organization's to read.
 */
export async function copyLetter(
  scope: OrgScope,
  letter: Letter & { readonly personId: string },
): Promise<void> {
  await asSystem(scope, async (system) => {
    const others = await system.db
      .selectFrom('personEmail')
      .select('address')
      .where('personId', '=', letter.personId)
      .where('verifiedAt', 'is not', null)
      .where('receives', '=', true)
      .where('isPrimary', '=', false)
      .orderBy('address')
      .execute()
    for (const { address } of others.filter(
      ({ address: to }) => to.toLowerCase() !== letter.to.toLowerCase(),
    ))
      await queueLetter(system, { ...letter, to: address })
  })
}
