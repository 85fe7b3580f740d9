import { buildOpenBadge } from '@assay/credentials'
import type { Deps } from '../deps.ts'

/** The first document costs some 80 ms, for reading the contexts; whoever verifies or is awarded first need not wait for that. */
export async function warmCanonicalizer({ canonicalize }: Pick<Deps, 'canonicalize'>): Promise<void> {
  const badge = buildOpenBadge({
    id: 'urn:example:credential',
    name: 'Nobody’s',
    issuer: { id: 'urn:example:issuer', name: 'Nobody' },
    validFrom: 0,
    awardedDate: 0,
    subject: { id: 'urn:example:holder', identifiers: [] },
    achievement: {
      id: 'urn:example:achievement',
      achievementType: 'MicroCredential',
      name: 'Nothing',
      description: 'Never issued.',
      criteria: { narrative: 'Nothing is asked.' },
    },
    assessment: { proofType: 'demonstration' },
    credentialStatus: [],
  })
  await canonicalize(badge, 'sha256')
}
