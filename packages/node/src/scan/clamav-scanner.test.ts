import { EICAR, EICAR_SIGNATURE, startTestClamd, type TestClamd } from '@assay/testkit'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClamAvScanner } from './clamav-scanner.ts'
import type { Scanner } from './scanner.ts'

let clamd: TestClamd
let scanner: Scanner

beforeAll(async () => {
  clamd = await startTestClamd(1024 * 1024)
  scanner = createClamAvScanner({ host: clamd.host, port: clamd.port, milliseconds: 300 })
})
afterAll(() => clamd.close())
afterEach(() => {
  clamd.mood = 'works'
  clamd.seen.length = 0
})

describe('createClamAvScanner', () => {
  it('sends every byte, whatever the length', async () => {
    const lengths = fc.oneof(fc.nat(300), fc.constantFrom(65_535, 65_536, 65_537, 200_000))
    await fc.assert(
      fc.asyncProperty(lengths, fc.nat(255), async (length, byte) => {
        const file = Buffer.alloc(length, byte)
        expect(await scanner.scan(file)).toEqual({ verdict: 'clean' })
        expect(clamd.seen.pop()?.equals(file)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })

  it('F7 names the signature of what was found', async () => {
    const found = { verdict: 'found', signature: EICAR_SIGNATURE }
    expect(await scanner.scan(Buffer.from(EICAR))).toEqual(found)
    const across = Buffer.concat([Buffer.alloc(65_536 - 20), Buffer.from(EICAR), Buffer.alloc(10)])
    expect(await scanner.scan(across)).toEqual(found)
  })

  it('F7 calls nothing clean that was too large, unanswered or hung up on', async () => {
    const large = await scanner.scan(Buffer.alloc(1024 * 1024 + 1)).catch((error: unknown) => error)
    expect(['scan.refused', 'scan.unreachable']).toContain((large as { code?: unknown }).code)
    for (const mood of ['hangs', 'hangs up'] as const) {
      clamd.mood = mood
      await expect(scanner.scan(Buffer.of(1)), mood).rejects.toMatchObject({ code: 'scan.unreachable' })
    }
    const nobody = createClamAvScanner({ host: '127.0.0.1', port: 1 })
    await expect(nobody.scan(Buffer.of(1))).rejects.toMatchObject({ code: 'scan.unreachable' })
  })

  it('knows whether the scanner answers', async () => {
    expect(await scanner.answers()).toBe(true)
    clamd.mood = 'hangs up'
    expect(await scanner.answers()).toBe(false)
    expect(await createClamAvScanner({ host: '127.0.0.1', port: 1 }).answers()).toBe(false)
  })
})
