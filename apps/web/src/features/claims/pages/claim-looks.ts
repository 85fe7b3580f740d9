import type { MarkState } from '../../../ui/index.ts'
import type { ClaimState } from '../../recipients/schema/terms.ts'

/** How each state looks: shape and colour say the same as the words. */
export const CLAIM_LOOKS: Record<
  ClaimState,
  { readonly mark: MarkState; readonly tone: 'pass' | 'amber' | 'fail' | 'plain' }
> = {
  sent: { mark: 'empty', tone: 'plain' },
  opened: { mark: 'half', tone: 'amber' },
  bounced: { mark: 'failed', tone: 'fail' },
  claimed: { mark: 'passed', tone: 'pass' },
  expired: { mark: 'unknown', tone: 'amber' },
  ended: { mark: 'empty', tone: 'plain' },
}
