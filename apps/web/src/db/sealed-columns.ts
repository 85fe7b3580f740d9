import type { WrappingUse } from '../vault/vault.ts'

/** A column whose values are wrapped by the master key itself, and not by a data key that it wraps. */
export interface SealedColumn {
  readonly table: string
  /** The primary key, all of type uuid; the last is the row's own id. */
  readonly key: readonly string[]
  readonly column: string
  readonly use: WrappingUse
  /** What the ciphertext is tied to, as whoever sealed it says. */
  readonly context: (id: string) => string
}

/**
 * Everything that the master key wraps, besides the instance's own check of it. A change of the key goes by this list, so a column that is
 * missing here would be lost with the old key; a test holds it against the columns of the database.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'data_key', key: ['id'], column: 'wrapped', use: 'data keys', context: (id) => id },
  {
    table: 'signing_key',
    key: ['org_id', 'id'],
    column: 'sealed_private',
    use: 'signing keys',
    context: (id) => id,
  },
  {
    table: 'status_group',
    key: ['org_id', 'id'],
    column: 'permutation_key',
    use: 'secrets',
    context: (id) => id,
  },
  {
    table: 'backpack_entry',
    key: ['person_id', 'id'],
    column: 'share_token_sealed',
    use: 'secrets',
    context: (id) => `backpack_entry:${id}:share_token`,
  },
  {
    table: 'claim',
    key: ['org_id', 'id'],
    column: 'token_sealed',
    use: 'secrets',
    context: (id) => `claim:${id}:token`,
  },
  {
    table: 'claim',
    key: ['org_id', 'id'],
    column: 'link_sealed',
    use: 'secrets',
    context: (id) => `claim:${id}:link`,
  },
  {
    table: 'event_claim',
    key: ['org_id', 'id'],
    column: 'token_sealed',
    use: 'secrets',
    context: (id) => `event_claim:${id}:token`,
  },
  {
    table: 'collection',
    key: ['person_id', 'id'],
    column: 'share_token_sealed',
    use: 'secrets',
    context: (id) => `collection:${id}:share_token`,
  },
  {
    table: 'second_factor',
    key: ['person_id', 'id'],
    column: 'secret_sealed',
    use: 'secrets',
    context: (id) => `second_factor:${id}:secret`,
  },
  {
    table: 'organization_archive',
    key: ['org_id', 'id'],
    column: 'keys_sealed',
    use: 'secrets',
    context: (id) => `organization_archive:${id}:keys`,
  },
  // A secret that is replaced moves as it is sealed, so both columns have one context.
  ...(['secret_sealed', 'previous_secret_sealed'] as const).map((column) => ({
    table: 'webhook_endpoint',
    key: ['org_id', 'id'],
    column,
    use: 'secrets' as const,
    context: (id: string) => `webhook_endpoint:${id}:secret`,
  })),
]
