import type { Row } from '../../../db/tables.ts'

/** How others see a badge at a moment: what has ended by its last day they see as little as what is private. */
export function seenAs(
  { visibility, shareEndsAt }: Pick<Row<'backpackEntry'>, 'visibility' | 'shareEndsAt'>,
  now: Date,
): Row<'backpackEntry'>['visibility'] {
  return shareEndsAt !== null && shareEndsAt <= now ? 'private' : visibility
}
