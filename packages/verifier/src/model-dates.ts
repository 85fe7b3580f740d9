import type { JsonObject } from '@assay/core'
import { modelVersion } from '@assay/credentials'

/** Names of the members that date a credential, which differ between the versions of the data model (STANDARDS VM15). */
export function dateMembersOf(credential: JsonObject): { readonly from: string; readonly until: string } {
  return modelVersion(credential) === '1.1'
    ? { from: 'issuanceDate', until: 'expirationDate' }
    : { from: 'validFrom', until: 'validUntil' }
}
