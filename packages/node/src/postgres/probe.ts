import { realpath } from 'node:fs/promises'
import pg from 'pg'
import { NodeError } from '../node-error.ts'

/**
 * What the server at an address said: it is the cluster asked for, it is another one or refuses our password, it is
 * still starting, or nobody answers.
 */
export type Probe = 'ours' | 'other' | 'starting' | 'silent'

/** Asks the server which cluster it serves. SCRAM proves the password both ways. */
export async function probeServer(url: string, cluster: string): Promise<Probe> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    return (await realpath(cluster)) === rows[0]?.data_directory || cluster === rows[0]?.data_directory
      ? 'ours'
      : 'other'
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (code === '57P03') return 'starting'
    return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P01' || code === ''
      ? 'silent'
      : 'other'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Settings without which acknowledged rows may be lost or damaged pages served. */
const REQUIRED = ['fsync', 'full_page_writes', 'data_checksums', 'synchronous_commit'] as const

/** @throws NodeError `postgres.unsafe-settings` naming every setting that is off. */
export async function checkDurability(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
      [REQUIRED],
    )
    const on = new Set(rows.filter((row) => row.setting !== 'off').map((row) => row.name))
    const off = REQUIRED.filter((name) => !on.has(name))
    if (off.length > 0) {
      throw new NodeError(
        'postgres.unsafe-settings',
        `This PostgreSQL may lose what it acknowledged: switch on ${off.join(', ')}.`,
      )
    }
  } finally {
    await client.end()
  }
}
