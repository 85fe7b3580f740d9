import type { MarkState, Tone } from '../../../ui/index.ts'
import type { EntryState } from './terms.ts'

/** How the state of a badge is shown: a shape and a colour beside its word. */
export const ENTRY_LOOKS: Readonly<Record<EntryState, { readonly tone: Tone; readonly mark: MarkState }>> = {
  in_force: { tone: 'pass', mark: 'passed' },
  expired: { tone: 'amber', mark: 'half' },
  suspended: { tone: 'amber', mark: 'half' },
  revoked: { tone: 'fail', mark: 'failed' },
  unconfirmed: { tone: 'amber', mark: 'unknown' },
  invalid: { tone: 'fail', mark: 'failed' },
  signing: { tone: 'plain', mark: 'empty' },
}
