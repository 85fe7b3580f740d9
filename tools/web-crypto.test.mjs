// `createWebCrypto` in the Chromium that the journeys use: the browser's own Ed25519 and ECDSA come to the verdict of the portable ones.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeHex, encodeUtf8, portableCrypto } from '@assay/core'
import { createLocalSigner, generateSigningKey } from '@assay/node'
import { sharedVectors } from '@assay/testkit'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advice, findChromium } from './chromium.mjs'
import { root } from './run-command.mjs'

const vectors = sharedVectors('ed25519-cctv')
let folder
let browser
let page

beforeAll(async () => {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(advice)
  folder = await mkdtemp(join(tmpdir(), 'assay-crypto-'))
  browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
    env: { ...process.env, HOME: folder },
  })
  page = await browser.newPage()
  // A page without HTTPS would have no `crypto.subtle`.
  await page.route('https://page.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>x</title>' }),
  )
  await page.goto('https://page.test/')
  const { outputFiles } = await build({
    stdin: { contents: "export { createWebCrypto, decodeHex } from '@assay/core'", resolveDir: root },
    ...{ bundle: true, format: 'iife', globalName: 'assay', write: false },
  })
  await page.evaluate(outputFiles[0].text)
  await page.evaluate(() => {
    const engine = { asked: 0, importKey: (...given) => crypto.subtle.importKey(...given) }
    engine.verify = async (...given) => {
      const verdict = await crypto.subtle.verify(...given)
      engine.asked += 1
      return verdict
    }
    window.check = async (rows) => {
      engine.asked = 0
      const web = assay.createWebCrypto(engine)
      const verdicts = []
      for (const { type, key, message, signature } of rows) {
        const [bytes, text, signed] = [key, message, signature].map(assay.decodeHex)
        verdicts.push(await web.verify({ type, bytes }, text, signed))
      }
      return { verdicts, asked: engine.asked }
    }
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

const check = (rows) => page.evaluate((given) => window.check(given), rows)

describe('createWebCrypto in Chromium', () => {
  it.skipIf(vectors === null)(
    'T6 gives the verdict of portableCrypto on all 914 edge vectors',
    async () => {
      const rows = vectors.json('ed25519vectors.json').map(({ key, sig, msg }) => ({
        type: 'ed25519',
        key,
        message: encodeHex(encodeUtf8(msg)),
        signature: sig,
      }))
      const { verdicts, asked } = await check(rows)
      vectors.report(rows.length)
      const expected = rows.map(({ key, message, signature }) =>
        portableCrypto.verify(
          { type: 'ed25519', bytes: Buffer.from(key, 'hex') },
          Buffer.from(message, 'hex'),
          Buffer.from(signature, 'hex'),
        ),
      )
      expect(verdicts).toEqual(expected)
      expect(verdicts.filter(Boolean)).toHaveLength(43)
      expect(asked).toBeGreaterThan(0)
    },
    60_000,
  )

  it.each(['ed25519', 'p256', 'p384'])(
    'lets the browser itself judge %s, and refuses what was changed',
    async (type) => {
      const pair = generateSigningKey(type)
      const text = encodeUtf8('a badge')
      const [signed] = await createLocalSigner(pair.privateKeyPkcs8).sign([text])
      const row = {
        type,
        key: encodeHex(pair.publicKey.bytes),
        message: encodeHex(text),
        signature: encodeHex(signed),
      }
      const changed = signed.map((byte, index) => (index === 3 ? byte ^ 1 : byte))
      const { verdicts, asked } = await check([
        row,
        { ...row, signature: encodeHex(changed) },
        { ...row, message: '00' },
      ])
      expect(verdicts).toEqual([true, false, false])
      expect(asked).toBe(3)
    },
    60_000,
  )
})
