import type { MarkState } from '../../../ui/index.ts'
import type { CredentialState } from '../schema/terms.ts'

/** How each state looks: shape and colour say the same as the words. */
export const STATE_LOOKS: Record<
  CredentialState,
  { readonly mark: MarkState; readonly tone: 'pass' | 'amber' | 'fail' }
> = {
  in_force: { mark: 'passed', tone: 'pass' },
  signing: { mark: 'half', tone: 'amber' },
  suspended: { mark: 'unknown', tone: 'amber' },
  expired: { mark: 'unknown', tone: 'amber' },
  revoked: { mark: 'failed', tone: 'fail' },
}
