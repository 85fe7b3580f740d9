import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { nodeCrypto as crypto } from '@assay/node'
import { testSigner } from '@assay/testkit'
import {
  createVerifierKey,
  formatAddCheckpoint,
  formatNote,
  formatVerifierKey,
  openCheckpoint,
  parseNote,
  parseSignatureLines,
  parseVerifierKey,
} from '@assay/tlog'
import { describe, expect, it } from 'vitest'
import {
  ask,
  bodyFrom,
  hash,
  logKey,
  logOf,
  newFolder,
  noteOf,
  origin,
  send,
  start,
} from './witness.fixture.ts'

const [five, nine, otherFive] = [logOf(5), logOf(9), logOf(5, 'two')]
const plain = 'text/plain; charset=utf-8'

describe('TL8 a witness answers over HTTP', () => {
  it('200 with its cosignature, which verifies, and publishes the cosigned checkpoint (TL9)', async () => {
    const { url, key } = await start(await newFolder(), { now: () => 1_800_000_000_500 })
    expect((await ask(`${url}/${hash}/checkpoint`)).status).toBe(404)
    for (const [from, log] of [
      [0, five],
      [5, nine],
      [9, nine],
    ] as const) {
      const answer = await send(url, await bodyFrom(from, log))
      expect(answer).toMatchObject({ status: 200, type: plain })
      const note = parseNote(await noteOf(log))
      const cosigned = formatNote(note.text, [...note.signatures, ...parseSignatureLines(answer.text)])
      const trust = {
        origin,
        logKey: parseVerifierKey(logKey, crypto),
        witnessKeys: [parseVerifierKey(key, crypto)],
      }
      const { cosignatures } = await openCheckpoint(cosigned, trust, crypto)
      expect(cosignatures).toMatchObject([{ time: 1_800_000_000 }])
      expect(await ask(`${url}/${hash}/checkpoint`)).toMatchObject({
        status: 200,
        type: plain,
        text: cosigned,
      })
    }
  })

  it('404 to a log that it does not watch', async () => {
    const { url } = await start(await newFolder())
    const note = await noteOf(five, { name: 'b.example', signer: testSigner('b') })
    expect(await send(url, formatAddCheckpoint({ oldSize: 0, proof: [], note }))).toMatchObject({
      status: 404,
    })
    expect((await ask(`${url}/${'0'.repeat(64)}/checkpoint`)).status).toBe(404)
  })

  it('403 to a checkpoint that the log did not sign', async () => {
    const { url } = await start(await newFolder())
    const note = await noteOf(five, { signer: testSigner('thief') })
    expect(await send(url, formatAddCheckpoint({ oldSize: 0, proof: [], note }))).toMatchObject({
      status: 403,
    })
  })

  it('G3 400 to what is no request, and to an old size above the checkpoint', async () => {
    const { url } = await start(await newFolder())
    const bodies = ['', 'old 0', `old -1\n\n${await noteOf(five)}`, 'old 0\n\nnothing\n']
    const above = formatAddCheckpoint({ oldSize: 6, proof: [], note: await noteOf(five) })
    for (const body of [...bodies, above]) {
      const answer = await send(url, body)
      expect(answer).toMatchObject({ status: 400, type: plain })
      expect(answer.text).toMatch(/^[^\n]+\n$/)
    }
  })

  it('G3 409 with the size and its own type when the old size is stale', async () => {
    const { url } = await start(await newFolder())
    await send(url, await bodyFrom(0, five))
    expect(await send(url, await bodyFrom(0, nine))).toMatchObject({
      ...{ status: 409, type: 'text/x.tlog.size', text: '5\n' },
    })
  })

  it('G1 422 to another root for the same size, keeps both notes, and its page says so in words', async () => {
    const data = await newFolder()
    const { url, warnings } = await start(data, { now: () => 1_800_000_000_000 })
    await send(url, await bodyFrom(0, five))
    expect((await ask(url)).text).not.toContain('two histories')
    expect(await send(url, await bodyFrom(5, otherFive))).toMatchObject({ status: 422 })
    const [file = '', ...more] = await readdir(join(data, 'evidence', hash))
    expect(more).toEqual([])
    const page = await ask(url)
    expect(page.text).toContain('this log showed two histories')
    expect(page.text).toContain(`href="/evidence/${hash}/${file}"`)
    const evidence = await ask(`${url}/evidence/${hash}/${file}`)
    expect(evidence).toMatchObject({ status: 200, type: plain })
    expect(evidence.text).toContain(await noteOf(otherFive))
    expect(evidence.text).toContain(await noteOf(five))
    expect(warnings).toEqual([`${origin} showed two histories: another root was cosigned for this size`])
    // The same again is not kept again, and what was cosigned stays.
    await send(url, await bodyFrom(5, otherFive))
    expect(await readdir(join(data, 'evidence', hash))).toEqual([file])
    expect((await send(url, await bodyFrom(5, nine))).status).toBe(200)
  })

  it('G1 keeps the second history also when it came with a stale old size', async () => {
    const { url } = await start(await newFolder())
    await send(url, await bodyFrom(0, five))
    expect((await send(url, await bodyFrom(0, otherFive))).status).toBe(409)
    expect((await ask(url)).text).toContain('this log showed two histories')
  })

  it('422 without an accusation when only the proof is wrong, since anybody can send that', async () => {
    const { url } = await start(await newFolder())
    await send(url, await bodyFrom(0, five))
    const body = formatAddCheckpoint({ oldSize: 5, proof: [new Uint8Array(32)], note: await noteOf(nine) })
    expect((await send(url, body)).status).toBe(422)
    const { text } = await ask(url)
    expect(text).not.toContain('two histories')
    expect(text).toContain('This alone is no fault of the log')
    expect(text).toMatch(/evidence\/[0-9a-f]{64}\/\d+-[0-9a-f]{16}\.unproven\.txt/)
  })
})

describe('A witness', () => {
  it('refuses other methods, other addresses, and paths that lead out of its evidence', async () => {
    const data = await newFolder()
    const { url } = await start(data)
    const get = await ask(`${url}/add-checkpoint`)
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await ask(url, { method: 'DELETE' })).status).toBe(405)
    for (const path of [
      '/key.json',
      `/evidence/${hash}/..%2f..%2fkey.json`,
      `/evidence/${hash}/none.txt`,
      '//',
    ])
      expect((await ask(`${url}${path}`)).status).toBe(404)
    expect(await readFile(join(data, 'key.json'), 'utf8')).toContain('pkcs8')
  })

  it('serves a page without scripts that browsers may not add anything to, and escapes what logs call themselves', async () => {
    const named = 'log<script>&"x".example'
    const publicKey = testSigner('named').publicKey
    const key = formatVerifierKey(createVerifierKey({ kind: 'note', name: named, publicKey }, crypto))
    const { url } = await start(await newFolder([{ origin: named, keys: [key] }]))
    const { headers, text } = await ask(url)
    expect(text).toContain('<h2>log&lt;script&gt;&amp;&quot;x&quot;.example</h2>')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(text).not.toMatch(/<script|src=|https?:/)
    expect(text).toContain('Nothing was cosigned yet.')
  })

  it('refuses a body above its limit, whether its length is told or not', async () => {
    const { url } = await start(await newFolder())
    expect((await send(url, 'x'.repeat(28 * 1024 + 1))).status).toBe(413)
    const chunk = new Uint8Array(20 * 1024)
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(chunk)
        controller.enqueue(chunk)
        controller.close()
      },
    })
    const streamed = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect((await ask(`${url}/add-checkpoint`, streamed)).status).toBe(413)
  })

  it('ends the connection of whoever sends too slowly', async () => {
    const { url } = await start(await newFolder(), { requestMilliseconds: 200 })
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 100\r\n\r\nold')
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (chunk) => {
        text += String(chunk)
      })
      socket.on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^(HTTP\/1\.1 408|$)/)
  })

  it('G4 does not cosign with a clock that was never set or was set back, and never before its last time', async () => {
    let now = 1_800_000_000_000
    const { url } = await start(await newFolder(), { now: () => now })
    await send(url, await bodyFrom(0, five))
    const before = (await ask(`${url}/${hash}/checkpoint`)).text
    now -= 301_000
    expect(await send(url, await bodyFrom(5, nine))).toMatchObject({ status: 500 })
    now = 86_400_000
    expect(await send(url, await bodyFrom(5, nine))).toMatchObject({ status: 500 })
    expect((await ask(`${url}/${hash}/checkpoint`)).text).toBe(before)
    now = 1_800_000_000_000 - 60_000
    expect((await send(url, await bodyFrom(5, nine))).status).toBe(200)
    expect((await ask(url)).text).toContain('<time datetime="2027-01-15T08:00:00.000Z">')
  })
})
