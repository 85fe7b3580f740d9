import { scryptSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashSecret, isSecretOf } from '../src/db/lookups.ts'
import { createKey } from '../src/features/api-keys/commands.ts'
import { signUp } from '../src/features/identity/commands/sign-in.ts'
import { createTestApp, type TestApp } from './test-app.ts'

let app: TestApp

beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

const PASSWORD = 'a long enough phrase'

describe('what is stored of a secret', () => {
  it('K7 is, of a password, its scrypt hash under a salt of its own', async () => {
    for (const email of ['one@example.org', 'two@example.org'])
      await signUp(app.deps, new Headers(), { name: 'Somebody', email, password: PASSWORD, language: 'en' })
    const rows = await app.asOwner(`SELECT password FROM auth.account WHERE password IS NOT NULL`)
    const hashes = rows.map(({ password }) => String(password).split(':'))
    expect(hashes).toHaveLength(2)
    // OWASP's cost for scrypt, or above it: N 2^14 with r 16 takes 32 MiB for each guess.
    const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }
    for (const [salt = '', hash] of hashes) {
      expect(salt).toMatch(/^[\da-f]{32}$/)
      expect(scryptSync(PASSWORD, salt, 64, cost).toString('hex')).toBe(hash)
    }
    expect(new Set(hashes.map(([salt]) => salt)).size).toBe(2)
  })

  it('K7 is, of an API key of 256 random bits, its SHA-256', async () => {
    const ada = await app.person('Ada')
    const made = async () =>
      (
        await app.inPerson(ada, (scope) =>
          createKey(scope, { name: 'Key', scopes: ['profile:read'], expiresInDays: 1 }),
        )
      ).secret
    const [one, two] = [await made(), await made()]
    expect(one).not.toBe(two)
    expect(Buffer.from(one.replace('assay_', ''), 'base64url')).toHaveLength(32)
    const rows = await app.asOwner(`SELECT k::text AS row, hash FROM assay.api_key k`)
    expect(rows.some(({ row }) => String(row).includes(one))).toBe(false)
    expect(rows.some(({ hash }) => isSecretOf(one, hash as Buffer))).toBe(true)
  })
})

describe('a comparison of secrets', () => {
  it('K7 holds for the secret itself alone, and never for none', () => {
    const hash = hashSecret('the secret')
    expect(isSecretOf('the secret', hash)).toBe(true)
    for (const [secret, against] of [
      ['the secre', hash],
      ['', hash],
      [undefined, hash],
      ['the secret', null],
      ['the secret', hash.subarray(1)],
    ] as const)
      expect(isSecretOf(secret, against)).toBe(false)
  })
})

const SECRET = String.raw`[\w.?]*(?:secret|token|password|hash)\w*`
/** Secrets compared by value, where the time tells how much was right; words between quotes are no secret. */
const COMPARED = new RegExp(
  [
    String.raw`${SECRET}\)?\??\.equals\(`,
    String.raw`\.equals\(\s*${SECRET}`,
    String.raw`${SECRET}\s*[!=]==\s*(?=\S)(?!undefined|null|true|false|'|"|\x60)`,
    String.raw`[!=]==\s*${SECRET}\b(?![.(])`,
  ].join('|'),
  'i',
)
const CHANCE = /\bMath\.random\b/

/** Lines that look like it and are not, with the reason. */
const NO_SECRET: readonly RegExp[] = [
  // The person's own list of sessions marks the one that asks; both tokens are theirs.
  /row\.token === own\b/,
  // The digest of what the caller itself sent before.
  /\brequestHash\.equals\(requestHash\)/,
  // The digest of what was presented, which whoever presents it knows.
  /claims\.hash !== keyBinding\.expectedHash/,
  // The public address of a log.
  /logHash\(origin\) === hash\b/,
  // How long a hash is.
  /\.length [!=]== (?:width \* )?HASH_BYTES\b/,
]

describe('the source', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const folders = [
    'apps/web/src',
    'apps/cli/src',
    'apps/witness/src',
    ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`),
  ]
  const lines = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.(test|fixture)\.tsx?$/.test(name))
      .flatMap((name) =>
        readFileSync(join(root, folder, name), 'utf8')
          .split('\n')
          .map((text, at) => ({ at: `${folder}/${name}:${at + 1}`, text: text.trim() })),
      ),
  )
  const found = (pattern: RegExp) =>
    lines.filter(({ text }) => pattern.test(text) && !NO_SECRET.some((known) => known.test(text)))

  it('K7 compares no secret by ===', () => {
    expect(lines.length).toBeGreaterThan(10_000)
    for (const bad of [
      'hash.equals(given)',
      'a.equals(hashSecret(key))',
      'token === given',
      'given !== row.secret',
    ])
      expect(COMPARED.test(bad), bad).toBe(true)
    expect(found(COMPARED)).toEqual([])
  })

  it('K7 takes chance from the system’s generator alone', () => {
    expect(found(CHANCE)).toEqual([])
  })
})
