import type { JsonObject } from '@assay/core'
import { issuerIdOf } from './json-members.ts'
import { compact, type Finding } from './make-check.ts'
import type { TrustRegistry } from './trust.ts'

/** Who vouches for the issuer? A check of its own that never turns a verdict (STANDARDS G2). */
export async function checkTrust(
  credential: JsonObject,
  bound: boolean,
  trust: TrustRegistry | undefined,
): Promise<Finding> {
  if (!bound) return { outcome: 'skipped', code: 'needs-issuer-binding' }
  const issuer = issuerIdOf(credential) ?? ''
  const vouchers = (await trust?.vouchersFor(issuer)) ?? []
  if (vouchers.length === 0) return { outcome: 'warning', code: 'trust-none', details: { issuer } }
  return {
    outcome: 'passed',
    code: 'trust-vouched',
    details: { issuer, vouchers: vouchers.map((voucher) => compact({ ...voucher })) },
  }
}
