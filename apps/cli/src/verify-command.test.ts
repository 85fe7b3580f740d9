import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeMultikey, encodeUtf8, type JsonObject, type JsonValue, parseDateTimeStamp } from '@assay/core'
import {
  bakeSvg,
  buildOpenBadge,
  buildStatusEntry,
  buildStatusListCredential,
  canonicalizeGraph,
  createCanonicalize,
  createProof,
  createVcJwt,
  emptyStatusList,
  encodeStatusList,
  withStatus,
} from '@assay/credentials'
import { gzip, nodeCrypto } from '@assay/node'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The tests run what `npm ci` builds, as a child process, the way a user does.
const command = fileURLToPath(new URL('../bin/assay.mjs', import.meta.url))
const builder = fileURLToPath(new URL('../build.mjs', import.meta.url))

const issuerId = 'https://harbor.example.org/issuer'
const method = `${issuerId}#key-1`
const list = 'https://harbor.example.org/status/1'
const created = parseDateTimeStamp('2026-01-01T00:00:00Z')
const at = '2026-05-03T16:38:00Z'

let folder: string
const signer = testSigner('issuer')

const canonicalize = createCanonicalize({
  crypto: nodeCrypto,
  canonicalizeHard: (nquads, hash) => canonicalizeGraph(nquads, { crypto: nodeCrypto, hash }),
})
const sign = (document: JsonObject) =>
  createProof({ document, verificationMethod: method, created, signer, canonicalize, crypto: nodeCrypto })

function badge(): JsonObject {
  return buildOpenBadge({
    id: 'https://harbor.example.org/credentials/1',
    name: 'Forklift safety',
    issuer: { id: issuerId, name: 'Harbor Logistics' },
    validFrom: created,
    awardedDate: created,
    subject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11', identifiers: [] },
    achievement: {
      id: 'https://harbor.example.org/achievements/1',
      achievementType: 'MicroCredential',
      name: 'Forklift \u001b[2Jsafety',
      description: 'Drives and parks a forklift without danger to others.',
      criteria: { narrative: 'Shown on the yard.' },
    },
    assessment: { proofType: 'demonstration' },
    credentialStatus: [buildStatusEntry({ purpose: 'revocation', list, index: 7 })],
  })
}

async function documents(revoked: boolean): Promise<JsonObject> {
  const bits = revoked ? withStatus(emptyStatusList(), 7, true) : emptyStatusList()
  const credential = buildStatusListCredential({
    id: list,
    issuer: issuerId,
    purpose: 'revocation',
    encodedList: encodeStatusList(bits, gzip),
    validFrom: '2026-05-01T00:00:00Z',
    ttl: 300_000,
  })
  return { [issuerId]: issuerDocument(), [list]: await sign(credential) }
}

function issuerDocument(): JsonObject {
  const key = {
    id: method,
    type: 'Multikey',
    controller: issuerId,
    publicKeyMultibase: encodeMultikey(signer.publicKey),
  }
  return { id: issuerId, verificationMethod: [key], assertionMethod: [method] }
}

const file = (name: string) => join(folder, name)
const write = (name: string, value: JsonValue) => writeFile(file(name), JSON.stringify(value))

beforeAll(async () => {
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [builder], (error) => (error === null ? resolve() : reject(error)))
  })
  folder = await mkdtemp(join(tmpdir(), 'assay-cli-'))
  const good = await sign(badge())
  await write('good.json', good)
  await write('tampered.json', { ...good, name: 'Captain' })
  await write('documents.json', await documents(false))
  await write('revoked.json', await documents(true))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function assay(args: readonly string[], input = ''): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [command, ...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
    child.stdin?.end(input)
  })
}

interface JsonReport {
  readonly source: string
  readonly format: string
  readonly verdict: string
  readonly checks: readonly { readonly id: string; readonly outcome: string; readonly code: string }[]
}

async function verifyJson(...args: readonly string[]): Promise<{ code: number; reports: JsonReport[] }> {
  const { code, stdout } = await assay(['verify', '--json', '--offline', '--at', at, ...args])
  const reports = stdout.split('\n').filter((line) => line !== '')
  return { code, reports: reports.map((line) => JSON.parse(line) as JsonReport) }
}

const outcomeOf = (report: JsonReport | undefined, id: string) => {
  const check = report?.checks.find((candidate) => candidate.id === id)
  return `${check?.outcome} ${check?.code}`
}

describe('assay verify', { timeout: 30_000 }, () => {
  it('ends with 0 for a valid badge, all documents from a file', async () => {
    const { code, reports } = await verifyJson('--documents', file('documents.json'), file('good.json'))
    expect(code).toBe(0)
    expect(reports).toMatchObject([{ source: file('good.json'), format: 'ob3-json', verdict: 'valid' }])
    expect(reports[0]?.checks.map((check) => check.id)).toHaveLength(12)
  })

  it('ends with 1 for a changed and for a revoked badge', async () => {
    const changed = await verifyJson('--documents', file('documents.json'), file('tampered.json'))
    expect(changed.code).toBe(1)
    expect(outcomeOf(changed.reports[0], 'proof')).toBe('failed proof-signature')
    expect(outcomeOf(changed.reports[0], 'status')).toBe('passed status-ok')
    const revoked = await verifyJson('--documents', file('revoked.json'), file('good.json'))
    expect(revoked.code).toBe(1)
    expect(outcomeOf(revoked.reports[0], 'status')).toBe('failed status-revoked')
  })

  it('ends with 3 when the documents cannot be had', async () => {
    const { code, reports } = await verifyJson(file('good.json'))
    expect(code).toBe(3)
    expect(reports[0]?.verdict).toBe('inconclusive')
    expect(outcomeOf(reports[0], 'proof')).toBe('unknown key-unreachable')
    expect(outcomeOf(reports[0], 'status')).toBe('unknown status-unreachable')
  })

  it('takes answers, texts and names by fragment or did:web in the file of documents', async () => {
    const all = await documents(false)
    await write('odd.json', {
      [method]: { status: 200, body: JSON.stringify(all[issuerId]) },
      [list]: JSON.stringify(all[list]),
    })
    expect((await verifyJson('--documents', file('odd.json'), file('good.json'))).code).toBe(0)
    await write('gone.json', { ...all, [list]: { status: 410, body: '' } })
    const gone = await verifyJson('--documents', file('gone.json'), file('good.json'))
    expect(gone.code).toBe(3)
    const did = 'did:web:harbor.example.org'
    const key = {
      id: `${did}#k`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: encodeMultikey(signer.publicKey),
    }
    const { credentialStatus: _, ...rest } = badge()
    const document = { ...rest, issuer: { id: did, type: ['Profile'] } }
    const options = {
      document,
      verificationMethod: `${did}#k`,
      created,
      signer,
      canonicalize,
      crypto: nodeCrypto,
    }
    await write('did.json', await createProof(options))
    await write('dids.json', { [did]: { id: did, verificationMethod: [key], assertionMethod: [`${did}#k`] } })
    expect((await verifyJson('--documents', file('dids.json'), file('did.json'))).code).toBe(0)
  })

  it('reads standard input, and several sources, each on its line', async () => {
    const { code, stdout } = await assay(
      [
        'verify',
        '--json',
        '--offline',
        '--documents',
        file('documents.json'),
        file('good.json'),
        '-',
        file('tampered.json'),
      ],
      'not a badge',
    )
    const verdicts = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as JsonReport).verdict)
    expect(verdicts).toEqual(['valid', 'invalid', 'invalid'])
    expect(code).toBe(1)
  })

  it('takes a token and a drawing, found by their content whatever their names', async () => {
    const credential = await sign(badge())
    const options = { algorithm: 'EdDSA', sign: signer.sign } as const
    const token = await createVcJwt({ ...options, credential, kid: method })
    const drawing = encodeUtf8('<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(file('good.jwt'), token)
    await writeFile(file('token.txt'), `${token}\n`)
    await writeFile(file('changed.jwt'), token.replace('.', '.e'))
    await writeFile(file('json.svg'), bakeSvg(drawing, JSON.stringify(credential)))
    await writeFile(file('token.svg'), bakeSvg(drawing, token))
    const names = ['good.jwt', 'token.txt', 'json.svg', 'token.svg', 'changed.jwt'].map(file)
    const { code, reports } = await verifyJson('--documents', file('documents.json'), ...names)
    expect(reports.map(({ format, verdict }) => [format, verdict])).toEqual([
      ['ob3-jwt', 'valid'],
      ['ob3-jwt', 'valid'],
      ['ob3-svg', 'valid'],
      ['ob3-svg', 'valid'],
      ['unknown', 'invalid'],
    ])
    expect(code).toBe(1)
  })

  it('prints the verdict first for people, and nothing that moves the cursor', async () => {
    const { stdout } = await assay([
      'verify',
      '--documents',
      file('documents.json'),
      '--at',
      at,
      file('good.json'),
    ])
    expect(stdout.split('\n')[0]).toBe(`${file('good.json')}: VALID: the credential is genuine and in force.`)
    expect(stdout).toContain('[status-ok]')
    expect(stdout).not.toContain('\u001b')
  })

  const alignments = (count: number, nameOf: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => ({
      type: ['Alignment'],
      targetName: nameOf(index),
      targetUrl: 'https://skills.example.org/1',
    }))
  it.each([
    ['a graph of things that look alike', alignments(2, () => 'Safety')],
    ['a large document', alignments(120, (index) => `Safety ${index}`)],
  ])('runs %s in its worker', async (_, alignment) => {
    const plain = badge()
    const subject = plain.credentialSubject as JsonObject
    const achievement = { ...(subject.achievement as JsonObject), alignment }
    await write('long.json', await sign({ ...plain, credentialSubject: { ...subject, achievement } }))
    const { code, reports } = await verifyJson('--documents', file('documents.json'), file('long.json'))
    expect(reports[0]?.verdict).toBe('valid')
    expect(code).toBe(0)
  })

  it('fetches an address only where it may', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.headers.accept)
      response.setHeader('content-type', 'application/vc+ld+json')
      response.end('{"type":"Person"}')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const refused = await assay(['verify', '--json', `${origin}/credential`])
    expect(refused.code).toBe(3)
    expect(outcomeOf(JSON.parse(refused.stdout) as JsonReport, 'parse')).toBe('unknown parse-unreachable')
    expect(asked).toEqual([])
    const allowed = await assay(['verify', '--json', '--allow-origin', origin, `${origin}/credential`])
    expect(outcomeOf(JSON.parse(allowed.stdout) as JsonReport, 'parse')).toBe('failed parse-not-credential')
    expect(allowed.code).toBe(1)
    expect(asked).toEqual(['application/vc+ld+json, application/json, application/jwt;q=0.9, image/*;q=0.5'])
    server.close()
  })

  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['nothing', []],
    ['an unknown command', ['issue']],
    ['no source', ['verify']],
    ['an unknown option', ['verify', '--fast', 'x']],
    ['a wrong time', ['verify', '--at', 'yesterday', 'x']],
    ['a wrong origin', ['verify', '--allow-origin', 'localhost', 'x']],
    ['a missing file', ['verify', '/nonexistent/badge.json']],
    ['a folder', ['verify', '/']],
    ['missing documents', ['verify', '--documents', '/nonexistent.json', 'x']],
    ['documents that are no JSON object', ['verify', '--documents', command, 'x']],
  ]
  for (const [name, args] of wrong) {
    it(`ends with 2 for ${name}, with a sentence and no trace`, async () => {
      const { code, stdout, stderr } = await assay(args)
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^assay: \S/)
      expect(stderr).not.toContain('    at ')
    })
  }

  it('still verifies the other sources when one is missing', async () => {
    const args = ['verify', '--json', '--offline', '--documents', file('documents.json')]
    const { code, stdout } = await assay([...args, '/nonexistent/badge.json', file('good.json')])
    expect(code).toBe(2)
    expect((JSON.parse(stdout) as JsonReport).verdict).toBe('valid')
  })

  it('explains itself', async () => {
    const help = await assay(['--help'])
    const verifyHelp = await assay(['verify', '--help'])
    const version = await assay(['--version'])
    expect([help.code, verifyHelp.code, version.code]).toEqual([0, 0, 0])
    expect(help.stdout).toContain('assay verify')
    for (const option of ['--json', '--offline', '--documents', '--at', '--allow-origin']) {
      expect(verifyHelp.stdout).toContain(option)
    }
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
