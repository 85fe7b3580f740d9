import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decodeBase64, type JsonObject, type JsonValue, parseDateTimeStamp } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { createBrowserVerifier } from '../../src/browser.ts'
import { checkCodes } from '../../src/check-codes.ts'
import { type Network, nodeEngines, verifyOptions } from '../../src/test/badge.ts'
import { verify } from '../../src/verify.ts'
import { vectorSets } from './sets.ts'
import { renderSet } from './vector.ts'

const folder = resolve(import.meta.dirname, '../../vectors')
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

interface VectorFile {
  readonly at: string
  readonly network: Network
  readonly vectors: readonly {
    readonly name: string
    readonly input: { readonly json?: JsonValue; readonly text?: string; readonly base64?: string }
    readonly network?: Network
    readonly recipient?: { readonly value: string }
    readonly challenge?: string
    readonly domain?: string
    readonly expected: JsonObject
  }[]
}

const read = (name: string) => JSON.parse(readFileSync(resolve(folder, name), 'utf8')) as VectorFile

/** The steps that failed, could not be checked, or warn. Who vouches for the issuer depends on who verifies. */
async function judge(
  file: VectorFile,
  vector: VectorFile['vectors'][number],
  where: 'server' | 'browser',
): Promise<JsonObject> {
  const { json, text, base64 } = vector.input
  const input = base64 === undefined ? (text ?? JSON.stringify(json)) : decodeBase64(base64)
  const { recipient, challenge, domain } = vector
  const asked = {
    ...(recipient && { recipient }),
    ...(challenge && { challenge }),
    ...(domain && { domain }),
  }
  const options = verifyOptions({ ...file.network, ...vector.network }, nodeEngines)
  const now = () => parseDateTimeStamp(file.at)
  const { fetchDocument } = options
  const report = await (where === 'server'
    ? verify(input, { ...options, now, ...asked })
    : createBrowserVerifier({ fetchDocument, now })(input, asked))
  const checks = report.checks
    .filter(
      ({ id, outcome }) => id !== 'trust-registry' && ['failed', 'unknown', 'warning'].includes(outcome),
    )
    .map(({ id, outcome, code }) => ({ step: id, outcome, code }))
  return { verdict: report.verdict, checks }
}

describe('the vectors of the repository', { timeout: 60_000 }, () => {
  it('are the files of the table, and no others', () => {
    expect(files.toSorted()).toEqual(vectorSets.map(({ name }) => `${name}.json`).toSorted())
  })

  it.each(vectorSets.map((set) => [set.name, set] as const))(
    '%s: come out again byte for byte',
    async (name, set) => {
      expect(await renderSet(set)).toBe(readFileSync(resolve(folder, `${name}.json`), 'utf8'))
    },
  )

  describe.each(files)('%s', (name) => {
    const file = read(name)
    it.each(file.vectors)('$name', async (vector) => {
      expect(await judge(file, vector, 'server')).toEqual(vector.expected)
    })

    it.each(file.vectors)('$name, by the means of a browser', async (vector) => {
      expect(await judge(file, vector, 'browser')).toEqual(vector.expected)
    })

    it('holds one good document, and each name once', () => {
      const names = file.vectors.map((vector) => vector.name)
      expect(new Set(names).size).toBe(names.length)
      expect(file.vectors.some(({ expected }) => expected.verdict === 'valid')).toBe(true)
    })
  })

  it('name codes that exist', () => {
    const named = files.flatMap((name) =>
      read(name).vectors.flatMap(({ expected }) => (expected.checks as JsonObject[]).map(({ code }) => code)),
    )
    for (const code of named) expect(checkCodes).toHaveProperty([String(code)])
  })
})
