import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { didKey, didKeyMethod, type JsonObject, portableCrypto } from '@assay/core'
import {
  buildStatusListCredential,
  createCanonicalize,
  createProof,
  emptyStatusList,
  encodeStatusList,
  withStatus,
} from '@assay/credentials'
import { gzip } from '@assay/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram } from '../../../test/awards.ts'
import { foreignBadge, foreignSigner } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { changeStatus } from '../credentials/commands/change-status.ts'

const INDEX = 94_567

/** A stranger's server with one status list, whose answers are counted. */
const stranger = { asked: 0, list: '', url: '' }
let server: Server
let app: TestApp

beforeAll(async () => {
  server = createServer((_, response) => {
    stranger.asked += 1
    response.setHeader('content-type', 'application/vc+ld+json').end(stranger.list)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stranger.url = `${origin}/status/1`
  app = await createTestApp({}, undefined, { allowOrigins: [origin] })
})
afterAll(async () => {
  await app.close()
  server.closeAllConnections()
  server.close()
})

async function signedList({ revoked }: { readonly revoked: boolean }): Promise<string> {
  const bits = emptyStatusList()
  const list = buildStatusListCredential({
    id: stranger.url,
    issuer: didKey(foreignSigner.publicKey),
    purpose: 'revocation',
    encodedList: encodeStatusList(revoked ? withStatus(bits, INDEX, true) : bits, gzip),
    ttl: 3_600_000,
    validFrom: '2026-05-01T00:00:00Z',
    validUntil: '2099-01-01T00:00:00Z',
  })
  const signed = await createProof({
    document: list,
    verificationMethod: didKeyMethod(foreignSigner.publicKey),
    created: Date.parse('2026-05-01T00:00:00Z'),
    signer: foreignSigner,
    canonicalize: createCanonicalize({ crypto: portableCrypto }),
    crypto: portableCrypto,
  })
  return JSON.stringify(signed)
}

interface Answer {
  readonly verdict: string
  readonly checks: readonly { readonly id: string; readonly code: string; readonly details?: JsonObject }[]
}

async function verified(credential: unknown): Promise<readonly [string, string | undefined]> {
  const response = await app.fetch('/api/v1/verify', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ credential }),
  })
  const { verdict, checks } = (await response.json()) as Answer
  return [verdict, checks.find(({ id }) => id === 'status')?.code]
}

describe('the status of a badge from elsewhere', () => {
  it('BS12 is read from the list as it was fetched a moment ago, and not fetched for every reader', async () => {
    stranger.list = await signedList({ revoked: false })
    const badge = await foreignBadge({
      change: {
        credentialStatus: {
          id: `${stranger.url}#${INDEX}`,
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: String(INDEX),
          statusListCredential: stranger.url,
        },
      },
    })
    // Each process keeps what it fetched, and two answer here in turn.
    const readByBoth = async () => [await verified(badge), await verified(badge)]
    expect(await readByBoth()).toEqual(Array(2).fill(['valid', 'status-ok']))
    stranger.list = await signedList({ revoked: true })
    expect(await readByBoth()).toEqual(Array(2).fill(['valid', 'status-ok']))
    expect(stranger.asked).toBe(2)
  })
})

describe('the status of a badge of ours', () => {
  it('BS12 comes from the database: a revocation counts as soon as its list is signed', async () => {
    const program = await makeProgram(app, 'harbor')
    const credentialId = await issuedTo(app, program, program.learner)
    const asked = await app.fetch(`/credentials/${credentialId}`, {
      headers: { accept: 'application/vc+ld+json' },
    })
    const badge = await asked.json()
    expect(await verified(badge)).toEqual(['valid', 'status-ok'])
    await app.inOrg(program.organization, program.manager, (scope) =>
      changeStatus(scope, credentialId, 'revoke', 'Found to be wrong'),
    )
    await app.runJobs()
    expect(await verified(badge)).toEqual(['invalid', 'status-revoked'])
  })
})
