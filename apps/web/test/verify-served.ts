import { portableCrypto } from '@assay/core'
import { createCanonicalize } from '@assay/credentials'
import { gunzip, inflate } from '@assay/node'
import { type Report, verify } from '@assay/verifier'
import type { TestApp } from './test-app.ts'

/** Verifies with our verifier, which sees nothing but what the application serves to strangers. */
export function verifyServed(app: TestApp, input: Uint8Array | string): Promise<Report> {
  return verify(input, {
    fetchDocument: async (url, { accept }) => {
      const response = await app.fetch(new URL(url).pathname, { headers: { accept } })
      const body = new Uint8Array(await response.arrayBuffer())
      return { outcome: 'ok', status: response.status, mediaType: 'application/json', body, url }
    },
    now: () => app.clock.now.getTime(),
    crypto: portableCrypto,
    canonicalize: createCanonicalize({ crypto: portableCrypto }),
    gunzip,
    inflate,
  })
}
