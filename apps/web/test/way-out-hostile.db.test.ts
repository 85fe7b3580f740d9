import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8 } from '@assay/core'
import type { TarFile } from '@assay/node'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrgScope } from '../src/db/scopes.ts'
import { getCredentialJson } from '../src/features/credentials/queries.ts'
import { verifyDocument } from '../src/features/verify/commands.ts'
import { PRIVATE_FILE } from '../src/features/way-out/schema.ts'
import type { TestApp } from './test-app.ts'
import {
  elsewhere,
  type Furnished,
  furnished,
  importFiles,
  importInto,
  type Line,
  rowsOf,
  sealed,
} from './way-out-furnished.ts'

// An import makes a database; on a busy machine that takes longer than one test usually has.
vi.setConfig({ testTimeout: 180_000 })

let org: Furnished
let files: Furnished['files']
let away: TestApp

beforeAll(async () => {
  org = await furnished()
  ;({ files } = org)
}, 240_000)
afterAll(() => org.close())
beforeEach(async () => {
  away = await elsewhere(org)
  return () => away.close()
})

const asManager = <T>(work: (scope: OrgScope) => Promise<T>) =>
  away.inOrg(org.program.organization, org.program.manager, work)

describe('a hostile archive', () => {
  const changed = (path: RegExp, change: (text: string) => string): readonly TarFile[] =>
    files.map((file) =>
      path.test(file.path)
        ? { ...file, bytes: Buffer.from(change(Buffer.from(file.bytes).toString())) }
        : file,
    )
  const change = (table: string, row: (line: Line) => Line) =>
    changed(new RegExp(`^records/${table}/`), (text) =>
      text
        .trim()
        .split('\n')
        .map((line) => `${JSON.stringify(row(JSON.parse(line) as Line))}\n`)
        .join(''),
    )
  const nothing = async () => {
    const [left] = await away.asOwner(`SELECT (SELECT count(*)::int FROM assay.organization) AS organizations,
      (SELECT count(*)::int FROM assay.data_key) AS keys, (SELECT count(*)::int FROM assay.membership) AS members`)
    expect(left).toEqual({ organizations: 0, keys: 0, members: 0 })
  }
  const PLAIN = /^The archive cannot be imported: .+Nothing was (?:imported|done)\.$/s

  it('F4 makes nobody a member, gives nobody a badge, and joins nobody whom it does not hold', async () => {
    const victim = await away.person('Victim')
    for (const table of [
      'membership',
      'credential',
      'backpack_entry',
      'duty',
      'recipient',
      'audit_event',
      'event_entry',
    ]) {
      const forged = change(table, (line) => ({ ...line, person_id: victim.id }))
      await expect(importFiles(away, forged), table).rejects.toThrow(PLAIN)
      await nothing()
    }
  })

  it('F4 A2 with an id twice, or a row of another organization, its trail too, is refused', async () => {
    const twice = changed(/^records\/claim\//, (text) => text + text)
    await expect(importFiles(away, twice)).rejects.toThrow(PLAIN)
    const founder = await away.person('Founder of another')
    const { id: other } = await away.organization(founder, 'another')
    const before = await away.asOwner('SELECT count(*)::int AS events FROM assay.audit_event')
    for (const table of [
      'claim',
      'bulk_batch',
      'webhook_endpoint',
      'event_claim',
      'assignment',
      'audit_event',
    ]) {
      const forged = change(table, (line) => ({ ...line, org_id: other }))
      await expect(importFiles(away, forged), table).rejects.toThrow(PLAIN)
    }
    expect(await away.asOwner('SELECT count(*)::int AS events FROM assay.audit_event')).toEqual(before)
    expect(await away.asOwner(`SELECT 1 FROM assay.organization WHERE slug = 'harbor'`)).toEqual([])
  })

  it('K1 with a secret of another row, or a credential that is not what was signed, is refused', async () => {
    const secrets = rowsOf(files).get('signing_key') ?? []
    const [first] = secrets
    const exchanged = change('signing_key', (line) => ({ ...line, sealed_private: first?.sealed_private }))
    await expect(importFiles(away, exchanged)).rejects.toThrow(PLAIN)
    const altered = change('credential_form', (line) => ({
      ...line,
      sealed: { text: String((line.sealed as { text: string }).text).replace('Reefer', 'Crane') },
    }))
    await expect(importFiles(away, altered)).rejects.toThrow(/is not what was signed/)
    await nothing()
  })

  it('T4 with altered status lists says nothing false: they are signed anew from the records', async () => {
    const [credential] = rowsOf(files).get('credential') ?? []
    const lied = change('status_list', (line) => ({
      ...line,
      signed_body: '{"altered":true}',
      valid_until: '2099-01-01T00:00:00Z',
    }))
    await importFiles(away, lied)
    await away.runJobs()
    const bytes = await asManager((scope) => getCredentialJson(scope, String(credential?.id)))
    const fetchDocument: typeof away.deps.fetchDocument = async (url, { accept }) => {
      const response = await away.fetch(new URL(url).pathname, { headers: { accept } })
      const body = new Uint8Array(await response.arrayBuffer())
      return { outcome: 'ok', status: response.status, mediaType: 'application/json', body, url }
    }
    const { verdict } = await verifyDocument({ ...away.deps, fetchDocument }, decodeUtf8(bytes))
    expect(verdict).toBe('valid')
  })

  it('F4 with more rows in a file than a file may have, rows that are no objects, or deep nesting is refused', async () => {
    const deep = `{"id":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`
    for (const text of ['{}\n'.repeat(501), '[]\n', '"text"\n', '{"Id":1}\n', '{"__proto__":1}\n', deep]) {
      const forged = changed(/^records\/department\//, () => text)
      await expect(importFiles(away, forged), text.slice(0, 20)).rejects.toThrow(PLAIN)
    }
    await nothing()
  })

  it('F4 as a ZIP that unpacks to a thousand times its size, or lies about its size, is refused at its first bytes', async () => {
    const path = join(org.folder, 'bomb.zip')
    const bomb = zipSync({ [PRIVATE_FILE]: new Uint8Array(64 * 1024 * 1024) }, { level: 9 })
    await writeFile(path, bomb)
    expect(bomb.length).toBeLessThan(100_000)
    await expect(importInto(away, path)).rejects.toThrow(/is not what "assay export --org" wrote/)
    const good = zipSync(
      { [PRIVATE_FILE]: new Uint8Array(await readFile(await sealed(org.folder, files))) },
      { level: 0 },
    )
    const lying = Buffer.from(good)
    const directory = lying.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    lying.writeUInt32LE(100, directory + 24)
    await writeFile(path, lying)
    await expect(importInto(away, path)).rejects.toThrow()
    await nothing()
  })
})
