import { notFound } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import { type DraftVersion, findVersionRow } from '../queries.ts'
import type { ArtFile } from '../schema/art-file.ts'
import { draftSchema } from '../schema/draft.ts'

/** What a badge is drawn from: a version and the organization that issues it. */
export interface ArtSource {
  readonly version: DraftVersion
  readonly organization: { readonly name: string; readonly mark: string }
}

/** A version of any state that the scope may see, with its issuer. Errors: `not_found`. */
export async function getArtSource(scope: AnyScope, versionId: string): Promise<ArtSource> {
  const row = await findVersionRow(scope, versionId)
  const organization = await scope.db
    .selectFrom('organization')
    .select(['name', 'mark'])
    .where('id', '=', row.orgId)
    .executeTakeFirst()
  if (organization === undefined) throw notFound('organization')
  return { version: { ...row, definition: draftSchema.parse(row.definition) }, organization }
}

/** The organization's own picture, as it was cleaned when it was uploaded; undefined where the badge is drawn. */
export async function readUploadedArt(
  scope: AnyScope,
  { artBlob, artMediaType }: Pick<DraftVersion, 'artBlob' | 'artMediaType'>,
): Promise<ArtFile | undefined> {
  if (artBlob === null) return undefined
  const bytes = await scope.deps.blobs.get(artBlob)
  if (bytes === null) throw notFound('picture')
  return { bytes, mediaType: artMediaType === 'image/png' ? 'image/png' : 'image/svg+xml' }
}

/** The issuer as documents name it: its stored address and its name. */
export async function getIssuerName(
  scope: AnyScope,
  orgId: string,
): Promise<{ readonly url: string; readonly name: string }> {
  const row = await scope.db
    .selectFrom('issuer')
    .innerJoin('organization', 'organization.id', 'issuer.orgId')
    .where('issuer.orgId', '=', orgId)
    .select(['issuer.url', 'organization.name'])
    .executeTakeFirst()
  if (row === undefined) throw notFound('issuer')
  return row
}
