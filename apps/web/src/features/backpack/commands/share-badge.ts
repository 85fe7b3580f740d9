import { AppError } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { derivePart } from '../../credentials/commands/derive-part.ts'
import { HIDEABLE, type Hideable } from '../../credentials/schema/hideable.ts'
import { type HiddenPart, type SharedAddress, setSharing } from '../commands.ts'
import { getEntry } from '../queries.ts'
import type { Sharing } from '../schema.ts'
import type { RunOwn } from './import-badge.ts'

/**
 * Shares a badge as {@link setSharing} does, without what the holder hides. The part that others get is made once for a choice, in no
 * transaction, and kept: whoever comes again gets the same bytes. Errors besides: `wrong_state` for a badge from elsewhere; as of
 * {@link derivePart}.
 */
export async function shareBadge(
  deps: Deps,
  run: RunOwn,
  entryId: string,
  { hide, ...sharing }: Sharing,
): Promise<SharedAddress> {
  const part = hide === undefined ? undefined : await makePart(deps, run, entryId, groupsOf(hide))
  return run((scope: PersonScope) => setSharing(scope, entryId, sharing, part))
}

/** Each group once and in order; who hides the evidence hides its words. */
const groupsOf = (hide: readonly Hideable[]): readonly Hideable[] =>
  HIDEABLE.filter(
    (group) => hide.includes(group) && !(group === 'evidence_words' && hide.includes('evidence')),
  )

async function makePart(
  deps: Deps,
  run: RunOwn,
  entryId: string,
  hidden: readonly Hideable[],
): Promise<HiddenPart | undefined> {
  const entry = await run((scope) => getEntry(scope, entryId))
  if (hidden.join() === entry.hidden.join()) return undefined
  if (hidden.length === 0) return { hidden, bytes: undefined }
  if (entry.credentialId === undefined)
    throw new AppError('wrong_state', 'A badge from elsewhere can only be shown whole.', {
      text: 'badge_shown_whole',
    })
  return { hidden, bytes: await derivePart(deps, run, entry.credentialId, hidden) }
}
