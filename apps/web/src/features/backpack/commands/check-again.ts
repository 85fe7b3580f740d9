import { createHash } from 'node:crypto'
import { equalBytes } from '@assay/core'
import { AppError } from '../../../app-error.ts'
import type { Deps } from '../../../deps.ts'
import { harmfulFile, scanUpload } from '../../../scan-upload.ts'
import { recordEvent } from '../../audit/commands.ts'
import { type DataKey, dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { type Verification, verifyDocument } from '../../verify/commands.ts'
import { findKeptBytes, openBadge } from '../queries/badge-file.ts'
import { type Entry, getEntry } from '../queries.ts'
import { type RunOwn, reportColumns } from './import-badge.ts'
import { renewVerification } from './renew-badge.ts'
import { noteScan } from './scan-badges.ts'

/**
 * Verifies a badge of the backpack anew and keeps the result, whatever it is (STANDARDS OD2). A newer version that the issuer gives takes
 * the place of an imported one. An imported badge that has become
 * invalid stays, shown as such. Errors: `not_found`; `wrong_state` for a removed badge;
 * `forbidden` for a harmful one; `not_available` while the scanner is away.
 */
export async function checkAgain(deps: Deps, run: RunOwn, entryId: string): Promise<void> {
  const entry = await run(async (scope) => {
    const found = await getEntry(scope, entryId)
    if (found.removedAt !== undefined) throw new AppError('wrong_state', 'The badge was removed.')
    return found
  })
  await lookAgain(deps, run, entry)
  const badge = await run((scope) => openBadge(scope, entry))
  const source = entry.report?.source ?? 'backpack'
  const report = await verifyDocument(deps, badge.bytes)
  const made = { source, checkedAt: deps.now(), report, content: badge.bytes }
  // What was issued here is renewed here.
  const verification = entry.credentialId === undefined ? await renewVerification(deps, made) : made
  await scanRenewed(deps, verification, badge.bytes)
  await run(async (scope) => {
    const dataKey = await dataKeyOf(scope, scope.personId)
    const renewed = renewedColumns(dataKey, entryId, verification, badge.bytes)
    await scope.db
      .updateTable('backpackEntry')
      .set({
        ...renewed,
        ...reportColumns(dataKey, entryId, verification, entry.ownership),
        dataKeyId: dataKey.id,
      })
      .where('personId', '=', scope.personId)
      .where('id', '=', entryId)
      .where('removedAt', 'is', null)
      // A newer badge may have taken its place meanwhile; the report is not about that one.
      .where('digest', '=', createHash('sha256').update(badge.bytes).digest())
      .execute()
    await recordEvent(scope, {
      action: renewed === undefined ? 'badge.checked' : 'badge.replaced',
      recordType: 'badge',
      recordId: entryId,
      data: { verdict: verification.report.verdict, format: verification.report.format },
    })
  })
}

/** An imported badge is scanned anew with each check: what scanners know grows. Error `forbidden` when it is found harmful. */
async function lookAgain(deps: Deps, run: RunOwn, { id, source }: Entry): Promise<void> {
  const bytes =
    source === 'imported' && deps.scanner !== undefined
      ? await run((scope) => findKeptBytes(scope, id))
      : undefined
  if (bytes === undefined) return
  const result = await scanUpload(deps, bytes)
  await run((scope) => noteScan(scope, { personId: scope.personId, entryId: id }, result))
}

/** What takes the place of the badge comes from a stranger's server, as what is imported does. */
async function scanRenewed(deps: Deps, { content }: Verification, before: Uint8Array): Promise<void> {
  if (content === undefined || equalBytes(content, before)) return
  const result = await scanUpload(deps, content)
  if (result.scan === 'found') throw harmfulFile(result.signature)
}

/** The newer version that the issuer gave (STANDARDS RF1, B21); undefined when the badge is the same. */
function renewedColumns(
  dataKey: DataKey,
  entryId: string,
  { content, report }: Verification,
  before: Uint8Array,
) {
  if (content === undefined || equalBytes(content, before)) return undefined
  const milliseconds = Date.parse(String(report.credential?.claimed.validFrom ?? ''))
  return {
    sealed: sealWith(dataKey, content, `backpack_entry:${entryId}:sealed`).sealed,
    digest: createHash('sha256').update(content).digest(),
    validFrom: Number.isNaN(milliseconds) ? null : new Date(milliseconds),
  }
}
