import { encodeUtf8, equalBytes } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashLeaves } from '../merkle/hashes.ts'
import { emptyTree, growTree, rootOf } from '../merkle/tree.ts'
import { crypto, logKey, logSigner, origin, refusal } from '../notes/notes.fixture.ts'
import { type Fault, headOf, type MemoryLog, memoryLog } from './memory-storage.fixture.ts'
import { type Sequencer, sequence } from './sequence.ts'

const sequencerOf = ({ storage }: MemoryLog, most = 300): Sequencer => ({
  ...{ storage, logKey, crypto, most },
  signer: { name: origin, signer: logSigner },
})

let made = 0
function wait(log: MemoryLog, count: number): void {
  for (let at = 0; at < count; at += 1) {
    made += 1
    log.entries.set(`entry ${made}`, encodeUtf8(`entry ${made}`))
  }
}

/** From outside: each entry has one index, without a gap, and every checkpoint that was ever stored is of a beginning of these entries. */
function audit(log: MemoryLog): void {
  const order = [...log.indexes].sort(([, left], [, right]) => left - right)
  expect(order.map(([, index]) => index)).toEqual(order.map((_, at) => at))
  const entries = order.map(([id]) => log.entries.get(id) ?? new Uint8Array())
  for (const note of log.checkpoints.values()) {
    const { size, root } = headOf(note)
    expect(size).toBeLessThanOrEqual(entries.length)
    const tree = growTree(emptyTree, hashLeaves(entries.slice(0, size), crypto), crypto).edge
    expect(equalBytes(rootOf(tree, crypto), root), `the root of ${size}`).toBe(true)
  }
}

describe('a round of the log', () => {
  it('TL4 signs nothing while there is nothing, then each entry once, and the same head never twice', async () => {
    const log = memoryLog()
    expect(await sequence(sequencerOf(log))).toEqual({ checkpoint: undefined, added: 0 })
    wait(log, 3)
    const first = await sequence(sequencerOf(log))
    expect(first.added).toBe(3)
    expect(headOf(first.checkpoint ?? '')).toMatchObject({ size: 3 })
    expect(await sequence(sequencerOf(log))).toEqual({ checkpoint: first.checkpoint, added: 0 })
    wait(log, 700)
    expect((await sequence(sequencerOf(log))).added).toBe(300)
    expect((await sequence(sequencerOf(log))).added).toBe(300)
    expect((await sequence(sequencerOf(log))).added).toBe(100)
    audit(log)
    expect([...log.checkpoints.keys()]).toEqual([3, 303, 603, 703])
  })

  it('two at once add each entry once and agree on the head', async () => {
    const log = memoryLog()
    for (let round = 0; round < 5; round += 1) {
      wait(log, 40)
      const both = await Promise.all([sequence(sequencerOf(log)), sequence(sequencerOf(log))])
      expect(both.reduce((sum, { added }) => sum + added, 0)).toBe(40)
    }
    audit(log)
    expect(log.head.size).toBe(200)
  })
})

describe('R3 each call to the storage failing', () => {
  const calls = ['readTree', 'readWaiting', 'grow', 'readTree', 'readCheckpoint', 'storeCheckpoint']

  it('is one of six a round', async () => {
    const log = memoryLog()
    wait(log, 2)
    await sequence(sequencerOf(log))
    expect(log.calls).toEqual(calls)
  })

  const faults: readonly Fault[] = ['lost', 'kept']
  for (const fault of faults)
    for (const [at, name] of calls.entries())
      it(`${name} (${at + 1}), ${fault}: the next round goes on, and nothing diverges`, async () => {
        for (const more of [0, 1, 300]) {
          const log = memoryLog()
          wait(log, 5)
          await sequence(sequencerOf(log))
          wait(log, 7)
          log.failAt(at + 1, fault)
          await expect(sequence(sequencerOf(log))).rejects.toThrow('failed')
          audit(log)
          wait(log, more)
          await sequence(sequencerOf(log))
          const { checkpoint } = await sequence(sequencerOf(log))
          audit(log)
          expect(headOf(checkpoint ?? '').size).toBe(12 + more)
        }
      })

  it('in whatever order failures come, the log never forks', async () => {
    const step = fc.record({
      entries: fc.integer({ min: 0, max: 20 }),
      call: fc.integer({ min: 1, max: 8 }),
      fault: fc.constantFrom(...faults),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const log = memoryLog()
        for (const { entries, call, fault } of steps) {
          wait(log, entries)
          log.failAt(call, fault)
          await sequence(sequencerOf(log)).catch((error: Error) => expect(error.message).toContain('failed'))
        }
        log.failAt(0, 'lost')
        await sequence(sequencerOf(log))
        audit(log)
        expect(log.indexes.size).toBe(log.entries.size)
      }),
      { numRuns: 60 },
    )
  })
})

describe('G5 a bit flipped in what is stored', () => {
  async function grown() {
    const log = memoryLog()
    wait(log, 260)
    await sequence(sequencerOf(log))
    wait(log, 5)
    await sequence(sequencerOf(log))
    wait(log, 1)
    return log
  }

  const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
    bytes.map((byte, at) => (at === Math.floor(bit / 8) % bytes.length ? byte ^ (1 << (bit % 8)) : byte))

  it('in an unfinished tile or in the root is found before anything is signed', async () => {
    const parts = fc.constantFrom('tile/0/001', 'tile/1/000', 'root')
    await fc.assert(
      fc.asyncProperty(parts, fc.nat({ max: 9 * 32 * 8 }), async (part, bit) => {
        const log = await grown()
        const before = new Map(log.checkpoints)
        if (part === 'root') log.head.root = flip(log.head.root, bit)
        else log.tiles.set(part, flip(log.tiles.get(part) ?? new Uint8Array(), bit))
        await expect(sequence(sequencerOf(log))).rejects.toEqual(refusal('log-damaged', /damaged/))
        expect(log.checkpoints).toEqual(before)
      }),
      { numRuns: 40 },
    )
  })

  it('in the checkpoint is found, too, and one of a larger tree or of another root', async () => {
    const log = await grown()
    const [size, note] = [...log.checkpoints].at(-1) ?? [0, '']
    const other = memoryLog()
    wait(other, size)
    const forged = (await sequence(sequencerOf(other))).checkpoint ?? ''
    wait(other, 3)
    const larger = (await sequence(sequencerOf(other))).checkpoint ?? ''
    const wrong = [note.replace(/.=\n$/, '=\n'), note.replace('\n', 'x\n'), forged, larger, '']
    for (const [at, text] of wrong.entries()) {
      const again = { ...log, storage: { ...log.storage, readWaiting: async () => [] } }
      log.checkpoints.set(size, text)
      await expect(sequence(sequencerOf(again)), `wrong ${at}`).rejects.toEqual(
        refusal('log-damaged', /damaged/),
      )
    }
  })
})
