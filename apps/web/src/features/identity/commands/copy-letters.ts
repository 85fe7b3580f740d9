import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import { queueLetters } from '../../mail/commands.ts'
import type { Letter } from '../../mail/schema.ts'

/** A letter to one person about their badge. */
export type BadgeLetter = Letter & { readonly personId: string }

/**
 * Sends letters about badges also to those addresses of their holders that they chose for such letters. Not in the organization's name:
 * where a person takes their mail besides is not the organization's to read.
 */
export async function copyLetters(scope: OrgScope, letters: readonly BadgeLetter[]): Promise<void> {
  if (letters.length === 0) return
  await asSystem(scope, async (system) => {
    const others = await system.db
      .selectFrom('personEmail')
      .select(['personId', 'address'])
      .where('personId', 'in', [...new Set(letters.map(({ personId }) => personId))])
      .where('verifiedAt', 'is not', null)
      .where('receives', '=', true)
      .where('isPrimary', '=', false)
      .orderBy('address')
      .execute()
    await queueLetters(
      system,
      letters.flatMap((letter) =>
        others
          .filter(({ personId }) => personId === letter.personId)
          .filter(({ address }) => address.toLowerCase() !== letter.to.toLowerCase())
          .map(({ address }) => ({ ...letter, to: address })),
      ),
    )
  })
}
