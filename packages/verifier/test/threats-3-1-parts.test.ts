import { createWorkerCanonicalize, nodeCrypto } from '@assay/node'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuerDocument, issuerId, method, multikeyMethod, verifyBadge } from '../src/test/badge.ts'
import { badgeListing, listed } from './graphs.ts'
import { LAG_MS, smallestLag } from './lag.ts'
import { signAndShow } from './mutants/selective.ts'

const issuerSigner = testSigner('issuer', 'p256')
const network = { [issuerId]: issuerDocument({ verificationMethod: [multikeyMethod(issuerSigner)] }) }

describe('3.1 many statements, each with a signature', { timeout: 120_000 }, () => {
  const engine = createWorkerCanonicalize()
  const engines = { crypto: nodeCrypto, canonicalize: engine.canonicalize }
  // What is measured below is the work, not the loading of the engine.
  beforeAll(() => engine.canonicalize(badgeListing(listed(600)), 'sha256'), 60_000)
  afterAll(() => engine.close())

  // Fails with the signatures verified one after the other in the program's own thread: it is then held up for 100 ms and more.
  it('J2 a part just under the caps is verified with the loop free', async () => {
    const document = badgeListing(listed(600))
    const { credentialStatus: _, ...unsigned } = document
    const large = await signAndShow(unsigned, { signer: issuerSigner, verificationMethod: method })
    const report = await verifyBadge(large, network, engines)
    expect(report.checks.find(({ id }) => id === 'proof')).toMatchObject({ code: 'proof-ok' })
    expect(await smallestLag(() => verifyBadge(large, network, engines))).toBeLessThan(LAG_MS)
  })
})
