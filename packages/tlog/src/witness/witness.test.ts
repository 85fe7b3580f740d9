import { portableCrypto } from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { emptyRoot, hashLeaves } from '../merkle/hashes.ts'
import { proveConsistency, type ReadTiles } from '../merkle/prove.ts'
import { emptyTree, growTree, rootOf, type TreeEdge } from '../merkle/tree.ts'
import { formatCheckpoint } from '../notes/checkpoint.ts'
import {
  anyResemblingText,
  c2spExample,
  logKey,
  origin,
  signByLog,
  spoilt,
  witness,
} from '../notes/notes.fixture.ts'
import { signNote } from '../notes/sign-note.ts'
import type { NoteSignature } from '../notes/signature-line.ts'
import { formatNote } from '../notes/signed-note.ts'
import { tilePath } from '../tiles/tile.ts'
import { formatAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts'
import { answerStatus, judgeCheckpoint, type WatchedLog } from './judge-checkpoint.ts'

const crypto = portableCrypto
const noTree = emptyRoot(crypto)
const watched: WatchedLog = { origin, keys: [logKey], size: 0, root: noTree }

/** A log of some leaves, different for another `history`. */
function logOf(size: number, history = 'one') {
  const stored = new Map<string, Uint8Array>()
  let edge: TreeEdge = emptyTree
  for (let at = 0; at < size; at += 1) {
    const leaf = hashLeaves([new TextEncoder().encode(`${history} ${at}`)], crypto)
    const growth = growTree(edge, leaf, crypto)
    for (const { tile, bytes } of growth.tiles) stored.set(tilePath(tile), bytes)
    edge = growth.edge
  }
  const read: ReadTiles = async (tiles) => tiles.map((tile) => stored.get(tilePath(tile)) ?? new Uint8Array())
  return { size, root: rootOf(edge, crypto), read }
}

async function noteOf(
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  sign: (text: string) => Promise<NoteSignature> = signByLog,
  of = origin,
): Promise<string> {
  const text = formatCheckpoint({ origin: of, size, root })
  return formatNote(text, [await sign(text)])
}

async function statusOf(body: string, log: WatchedLog | undefined = watched): Promise<number> {
  try {
    return answerStatus[(await judgeCheckpoint(parseAddCheckpoint(body), log, crypto)).kind]
  } catch (error) {
    if (error instanceof LogError && error.code === 'proof-malformed') return 400
    throw error
  }
}

const [five, nine] = [logOf(5), logOf(9)]
const after = (log: { readonly size: number; readonly root: Uint8Array }): WatchedLog => ({
  ...watched,
  size: log.size,
  root: log.root,
})
const proofOf = (oldSize: number) => proveConsistency(oldSize, nine.size, nine.read, crypto)
const hash = new Uint8Array(32).fill(7)

describe('TL8 a witness answers', () => {
  it('200 to the first checkpoint, without a proof', async () => {
    const body = formatAddCheckpoint({ oldSize: 0, proof: [], note: await noteOf(five) })
    expect(await statusOf(body)).toBe(200)
    expect(await judgeCheckpoint(parseAddCheckpoint(body), watched, crypto)).toEqual({
      ...{ kind: 'consistent', oldSize: 0, size: 5, root: five.root },
    })
  })

  it('200 to one that has grown, and to the same again', async () => {
    const grown = { oldSize: 5, proof: await proofOf(5), note: await noteOf(nine) }
    expect(await statusOf(formatAddCheckpoint(grown), after(five))).toBe(200)
    const same = { oldSize: 9, proof: [], note: await noteOf(nine) }
    expect(await statusOf(formatAddCheckpoint(same), after(nine))).toBe(200)
  })

  it('404 to a log that it does not know', async () => {
    const note = await noteOf(
      five,
      (text) => signNote(text, { name: 'b.example', signer: testSigner('b') }, crypto),
      'b.example',
    )
    expect(await statusOf(formatAddCheckpoint({ oldSize: 0, proof: [], note }))).toBe(404)
    const known = formatAddCheckpoint({ oldSize: 0, proof: [], note: await noteOf(five) })
    expect(answerStatus[(await judgeCheckpoint(parseAddCheckpoint(known), undefined, crypto)).kind]).toBe(404)
  })

  it('403 to what the log did not sign: another key, a spoilt signature, a witness alone', async () => {
    const signs = [
      (text: string) => signNote(text, { name: origin, signer: testSigner('other') }, crypto),
      async (text: string) => spoilt(await signByLog(text)),
      (text: string) => witness(1).cosign(1_700_000_000, text),
    ]
    for (const sign of signs) {
      const note = await noteOf(five, sign)
      expect(await statusOf(formatAddCheckpoint({ oldSize: 0, proof: [], note }))).toBe(403)
    }
  })

  it('G2 403 when a forged line stands beside the good one', async () => {
    const text = formatCheckpoint({ origin, size: 5, root: five.root })
    const good = await signByLog(text)
    const note = formatNote(text, [good, spoilt(good)])
    expect(await statusOf(formatAddCheckpoint({ oldSize: 0, proof: [], note }))).toBe(403)
  })

  it('G3 400 to an old size above the checkpoint’s, to 64 lines of proof, and to what is no request', async () => {
    const note = await noteOf(five)
    expect(await statusOf(formatAddCheckpoint({ oldSize: 6, proof: [], note }))).toBe(400)
    const line = `${'A'.repeat(43)}=\n`
    const wrong = [
      ...[
        `old 0\n${line.repeat(64)}\n${note}`,
        `old 00\n\n${note}`,
        `old -1\n\n${note}`,
        `old 0\n${note}`,
        note,
        '',
      ],
      ...[`old 0\nAAAA\n\n${note}`, `old 0\n\n${note.slice(0, -1)}`, 'old 0\n\n\n', `new 0\n\n${note}`],
      `old 9007199254740992\n\n${note}`,
    ]
    for (const body of wrong) expect(await statusOf(body), body.slice(0, 40)).toBe(400)
  })

  it('G3 409 with its own size when the old size is not the one it cosigned', async () => {
    const grown = { proof: await proofOf(5), note: await noteOf(nine) }
    for (const oldSize of [0, 4, 6]) {
      const request = parseAddCheckpoint(formatAddCheckpoint({ ...grown, oldSize }))
      expect(await judgeCheckpoint(request, after(five), crypto)).toEqual({ kind: 'stale', size: 5 })
    }
  })

  it('G3 409 to a head that shrinks, whose log remembers what was cosigned', async () => {
    const request = { oldSize: 5, proof: [], note: await noteOf(five) }
    expect(await statusOf(formatAddCheckpoint(request), after(nine))).toBe(409)
  })

  it('G3 422 to a bad proof, to one where none belongs, and to an empty tree that has a root', async () => {
    const note = await noteOf(nine)
    const good = await proofOf(5)
    const bad = [[], good.slice(1), [...good, hash], good.with(0, hash)]
    for (const proof of bad)
      expect(await statusOf(formatAddCheckpoint({ oldSize: 5, proof, note }), after(five))).toBe(422)
    expect(await statusOf(formatAddCheckpoint({ oldSize: 0, proof: [hash], note }))).toBe(422)
    expect(await statusOf(formatAddCheckpoint({ oldSize: 9, proof: [hash], note }), after(nine))).toBe(422)
    const empty = await noteOf({ size: 0, root: hash })
    expect(await statusOf(formatAddCheckpoint({ oldSize: 0, proof: [], note: empty }))).toBe(422)
  })

  it('G1 422 and evidence of a fork to another root for a size that it cosigned', async () => {
    const other = logOf(5, 'two')
    const request = parseAddCheckpoint(
      formatAddCheckpoint({ oldSize: 5, proof: [], note: await noteOf(other) }),
    )
    const verdict = await judgeCheckpoint(request, after(five), crypto)
    expect(verdict).toMatchObject({ kind: 'inconsistent', isFork: true })
  })

  it('G1 never cosigns both of two histories, in whatever order they come', async () => {
    const histories = ['one', 'two'].map((name) => Array.from({ length: 7 }, (_, size) => logOf(size, name)))
    const step = fc.record({ history: fc.constantFrom(0, 1), size: fc.integer({ min: 0, max: 6 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let log = watched
        const cosigned: { readonly history: number; readonly size: number }[] = []
        for (const { history, size } of steps) {
          const of = histories[history]?.[size]
          if (of === undefined || log.size > size) continue
          const proof = await proveConsistency(log.size, size, of.read, crypto)
          const request = parseAddCheckpoint(
            formatAddCheckpoint({ oldSize: log.size, proof, note: await noteOf(of) }),
          )
          const verdict = await judgeCheckpoint(request, log, crypto)
          if (verdict.kind !== 'consistent') continue
          log = { ...log, size: verdict.size, root: verdict.root }
          if (size > 0) cosigned.push({ history, size })
        }
        expect(new Set(cosigned.map(({ history }) => history)).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: 40 },
    )
  })
})

describe('requests to a witness', () => {
  it.skipIf(c2spExample === null)('TL8 the printed example is read and written again', () => {
    const example = c2spExample?.('add-checkpoint-request-example')
    const request = parseAddCheckpoint(example?.text ?? '')
    expect(request).toMatchObject({
      oldSize: example?.expect.oldSize,
      checkpoint: { size: example?.expect.size },
    })
    expect(request.proof).toHaveLength(Number(example?.expect.proofLines))
    expect(request.signed.signatures).toHaveLength(Number(example?.expect.signatures))
    expect(formatAddCheckpoint(request)).toBe(example?.text)
  })

  it('whatever text comes, is read or refused by our own error', () => {
    fc.assert(
      fc.property(anyResemblingText, (text) => {
        try {
          expect(formatAddCheckpoint(parseAddCheckpoint(text))).toBe(text)
        } catch (error) {
          expect(error).toBeInstanceOf(LogError)
        }
      }),
    )
  })

  it('are not written with what no witness would read', () => {
    const note = 'a\n'
    expect(() => formatAddCheckpoint({ oldSize: -1, proof: [], note })).toThrow(TypeError)
    expect(() => formatAddCheckpoint({ oldSize: 1, proof: [new Uint8Array(31)], note })).toThrow(TypeError)
    expect(() => formatAddCheckpoint({ oldSize: 1, proof: Array(64).fill(hash), note })).toThrow(TypeError)
  })
})
