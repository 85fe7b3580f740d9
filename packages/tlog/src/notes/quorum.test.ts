import { describe, expect, it } from 'vitest'
import { crypto, logKey, origin, signedCheckpoint, witness } from './notes.fixture.ts'
import { openCheckpoint } from './open-checkpoint.ts'
import { checkQuorum, requirePolicy } from './quorum.ts'
import { createVerifierKey } from './verifier-key.ts'

const now = 1_700_000_000
const all = [witness(1), witness(2), witness(3)]
const witnesses = all.map(({ key }) => key)
const policy = { logKey, witnesses, quorum: 2 }

/** The checkpoint with a cosignature of each named witness. */
async function cosignedBy(...by: readonly (readonly [number, number])[]) {
  const lines = await Promise.all(by.map(([number, time]) => witness(number).cosign(time)))
  const trust = { origin, logKey, witnessKeys: [...witnesses, witness(4).key] }
  return openCheckpoint(await signedCheckpoint(...lines), trust, crypto)
}

describe('checkQuorum', () => {
  it('TL10: is satisfied by k of n witnesses, and names them in the order of the policy', async () => {
    expect(checkQuorum(await cosignedBy([3, now], [1, now - 9]), policy, now)).toEqual({
      satisfied: true,
      witnesses: [witnesses[0], witnesses[2]],
      required: 2,
    })
  })

  it('TL10: is not satisfied by fewer, nor by witnesses that the policy does not name', async () => {
    expect(checkQuorum(await cosignedBy([1, now], [4, now]), policy, now)).toEqual({
      satisfied: false,
      witnesses: [witnesses[0]],
      required: 2,
    })
  })

  it('counts a witness once, however often it signed', async () => {
    const opened = await cosignedBy([1, now], [1, now], [1, now - 1])
    expect(opened.cosignatures).toHaveLength(3)
    expect(checkQuorum(opened, policy, now)).toMatchObject({ satisfied: false, witnesses: [witnesses[0]] })
  })

  it('TL7: counts no cosignature from more than 5 minutes ahead', async () => {
    const ahead = (seconds: number) => cosignedBy([1, now], [2, now + seconds])
    expect(checkQuorum(await ahead(300), policy, now).satisfied).toBe(true)
    expect(checkQuorum(await ahead(301), policy, now).satisfied).toBe(false)
    expect(checkQuorum(await ahead(0), policy, Number.NaN).satisfied).toBe(false)
  })

  it('TL7: counts a timely cosignature of a witness that has an untimely one too', async () => {
    const opened = await cosignedBy([1, now + 999], [1, now], [2, now])
    expect(checkQuorum(opened, policy, now).satisfied).toBe(true)
  })

  it('TL7: counts no cosignature without a time', async () => {
    const opened = await cosignedBy([1, now], [2, now])
    const cosignatures = opened.cosignatures.map((each) => ({ ...each, time: 0 }))
    expect(checkQuorum({ ...opened, cosignatures }, policy, now)).toMatchObject({ witnesses: [] })
  })

  it('is satisfied without witnesses where the policy asks for none', async () => {
    const opened = await cosignedBy()
    expect(checkQuorum(opened, { ...policy, quorum: 0 }, now).satisfied).toBe(true)
    expect(checkQuorum(opened, { ...policy, quorum: 1 }, now).satisfied).toBe(false)
  })

  it('refuses to judge what was opened with the key of another log', async () => {
    const { publicKey } = witness(9).key
    const other = createVerifierKey({ kind: 'note', name: origin, publicKey }, crypto)
    const opened = await cosignedBy([1, now])
    expect(() => checkQuorum(opened, { ...policy, logKey: other }, now)).toThrow(/another key/)
  })

  it.each([-1, 1.5, Number.NaN, 4])('refuses a policy of %d among three witnesses', (quorum) => {
    expect(() => requirePolicy({ ...policy, quorum })).toThrow(TypeError)
  })

  it('refuses a policy that names a witness twice', () => {
    expect(() => requirePolicy({ ...policy, witnesses: [...witnesses, witness(1).key] })).toThrow(TypeError)
  })
})
