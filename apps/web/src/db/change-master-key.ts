import pg from 'pg'
import { createRewrap } from '../vault/rewrap.ts'
import { createKeyVault } from '../vault/vault.ts'
import { isKeyOf, keyCheckOf, readKeyState } from './master-key-check.ts'
import { migrations } from './migrations/index.ts'
import { countSealedRows, passOverSealed } from './rewrap-rows.ts'

export interface KeyChange {
  /** A connection that has the instance for itself. */
  readonly client: pg.Client
  /** The role that owns the tables. */
  readonly owner: string
  readonly present: Uint8Array
  readonly next: Uint8Array
  /** Tells how far it is: counts only. */
  readonly say: (line: string) => void
  /** Ends the work between two transactions; another call goes on. */
  readonly signal: AbortSignal
}

/**
 * Wraps everything that the present master key wraps by the new one, and makes the new one the only one that the instance accepts.
 * Ended at any moment and called again with the same keys it goes on; called again after the end it does nothing. Throws a plain sentence,
 * and has then changed nothing, when a key is wrong, the database is of another version, or a row opens under neither key.
 */
export async function changeMasterKey(change: KeyChange): Promise<void> {
  const standing = await standingOf(change)
  const { client, say } = change
  if (standing === 'done') {
    say('The new master key is the one of this database already: nothing to do.')
    return
  }
  await client.query(`SET ROLE ${pg.escapeIdentifier(change.owner)}`)
  await requireThisVersion(client)
  const total = await countSealedRows(client)
  if (standing === 'fresh') {
    await pass(change, { write: false, progress: () => undefined })
    await begin(change)
  }
  say(`${standing === 'fresh' ? 'Changing' : 'Going on changing'} the master key of ${total} rows.`)
  await pass(change, { write: true, progress: percentOf(total, say) })
  // Every row is to be seen under the new key before the old one is given up.
  while ((await pass(change, { write: true, progress: () => undefined })) > 0);
  await finish(client)
  say(`Done: ${total} rows are under the new master key. Start Assay with it as ASSAY_MASTER_KEY.`)
}

async function standingOf({
  client,
  owner,
  present,
  next,
}: KeyChange): Promise<'fresh' | 'under way' | 'done'> {
  const state = await readKeyState(client, owner)
  if (state === undefined)
    throw new Error('There is no instance of Assay in this database whose master key could be changed.')
  const [presentVault, nextVault] = [createKeyVault(present), createKeyVault(next)]
  if (state.next === null && isKeyOf(nextVault, state.check)) return 'done'
  if (!isKeyOf(presentVault, state.check))
    throw new Error('ASSAY_MASTER_KEY is not the present key of this database. Nothing was changed.')
  if (state.next !== null && !isKeyOf(nextVault, state.next))
    throw new Error(
      'A change of the master key was begun with another new key than ASSAY_NEW_MASTER_KEY. Finish it with that one. Nothing was changed.',
    )
  return state.next === null ? 'fresh' : 'under way'
}

/** Another version may seal what this one knows nothing of. */
async function requireThisVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM assay.kysely_migration')
  const done = new Set(rows.map((row) => row.name))
  const known = Object.keys(migrations)
  if (done.size === known.length && known.every((name) => done.has(name))) return
  throw new Error(
    'The database is of another version of Assay than this program. Start this version once with the present key and stop it, then change the key. Nothing was changed.',
  )
}

async function pass(
  { client, present, next, signal }: KeyChange,
  { write, progress }: { readonly write: boolean; readonly progress: (rows: number) => void },
): Promise<number> {
  return passOverSealed(client, {
    rewrap: createRewrap(present, next),
    write,
    afterBatch: (rows) => {
      progress(rows)
      if (signal.aborted)
        throw new Error('Stopped before the end. `npm run rewrap` with the same two keys goes on.')
    },
  })
}

/** From here on no process starts on this database, with either key, until the change is finished. */
async function begin({ client, next }: KeyChange): Promise<void> {
  await client.query('UPDATE assay.instance SET next_key_check = $1', [keyCheckOf(createKeyVault(next))])
}

async function finish(client: pg.Client): Promise<void> {
  await client.query(
    'UPDATE assay.instance SET key_check = next_key_check, next_key_check = NULL WHERE next_key_check IS NOT NULL',
  )
}

/** One line for each hundredth. */
function percentOf(total: number, say: (line: string) => void): (rows: number) => void {
  let seen = 0
  let told = 0
  return (rows) => {
    seen += rows
    const percent = Math.floor((100 * seen) / total)
    if (percent > told) say(`${seen} of ${total} rows are under the new key (${percent} %).`)
    told = percent
  }
}
