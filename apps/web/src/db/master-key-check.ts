import { encodeUtf8 } from '@assay/core'
import pg from 'pg'
import type { Deps } from '../deps.ts'
import { createKeyVault, type KeyVault } from '../vault/vault.ts'
import { inSystem } from './scopes.ts'

const CONTEXT = 'instance:key-check'

const WRONG_KEY =
  'ASSAY_MASTER_KEY is not the key of this database: its private keys and data keys cannot be opened with it. Set the key that the instance was made with, or the one that it was changed to.'

const HALF_CHANGED =
  'The master key of this database is being changed: some of its keys are under the old one, some under the new one, and Assay runs with neither. Finish the change first: `npm run rewrap` with ASSAY_MASTER_KEY and ASSAY_NEW_MASTER_KEY as it was begun.'

/** The words by which an instance knows its master key, as they stand in the database. */
export interface KeyState {
  readonly check: Buffer
  /** The word under the new key, while a change of the key is under way. */
  readonly next: Buffer | null
}

/**
 * What the instance says about its key; undefined where there is none yet. Works on a database of any version, without any of the
 * application's roles signed in: `owner` is the role that owns the tables.
 */
export async function readKeyState(client: pg.Client, owner: string): Promise<KeyState | undefined> {
  const table = await client.query(
    `SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'assay' AND c.relname = 'instance'`,
  )
  if (table.rowCount === 0) return undefined
  await client.query(`SET ROLE ${pg.escapeIdentifier(owner)}`)
  // All columns, because earlier versions have no `next_key_check`.
  const { rows } = await client.query<{ key_check: Buffer | null; next_key_check?: Buffer | null }>(
    'SELECT * FROM assay.instance',
  )
  await client.query('RESET ROLE')
  const [row] = rows
  return row?.key_check == null ? undefined : { check: row.key_check, next: row.next_key_check ?? null }
}

/** The word that is kept to know a master key by. */
export const keyCheckOf = (vault: KeyVault): Buffer =>
  Buffer.from(vault.sealSecret(encodeUtf8('assay'), CONTEXT))

/** Whether this is the master key that sealed the word. */
export function isKeyOf(vault: KeyVault, check: Uint8Array): boolean {
  try {
    vault.openSecret(check, CONTEXT)
    return true
  } catch {
    return false
  }
}

/**
 * Why an instance cannot run with this master key, as a plain sentence. To be asked before anything else, for the roles' passwords follow
 * from the key: a start with a wrong one would shut out the processes that run with the right one.
 */
export async function refuseMasterKey(
  client: pg.Client,
  owner: string,
  masterKey: Uint8Array,
): Promise<string | undefined> {
  const state = await readKeyState(client, owner)
  if (state === undefined) return undefined
  if (state.next !== null) return HALF_CHANGED
  return isKeyOf(createKeyVault(masterKey), state.check) ? undefined : WRONG_KEY
}

/** Notes at the first start by which master key this instance is made; later refuses any other. Throws a plain sentence. */
export async function checkMasterKey(deps: Deps): Promise<void> {
  await inSystem(deps, async (scope) => {
    const { keyCheck } = await scope.db.selectFrom('instance').select('keyCheck').executeTakeFirstOrThrow()
    if (keyCheck === null)
      await scope.db
        .updateTable('instance')
        .set({ keyCheck: keyCheckOf(deps.vault) })
        .execute()
    else if (!isKeyOf(deps.vault, keyCheck)) throw new Error(WRONG_KEY)
  })
}
