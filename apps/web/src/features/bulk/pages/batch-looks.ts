import type { MarkState, Tone } from '../../../ui/index.ts'
import type { BatchState } from '../schema/terms.ts'

/** How the states of a batch look; the word beside says the same. */
export const BATCH_LOOKS: Readonly<Record<BatchState, { readonly tone: Tone; readonly mark: MarkState }>> = {
  preview: { tone: 'plain', mark: 'empty' },
  running: { tone: 'plain', mark: 'half' },
  paused: { tone: 'amber', mark: 'half' },
  done: { tone: 'pass', mark: 'passed' },
  revoking: { tone: 'amber', mark: 'half' },
  revoked: { tone: 'fail', mark: 'failed' },
  discarded: { tone: 'plain', mark: 'empty' },
}
