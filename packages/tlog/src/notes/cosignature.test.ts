import { concatBytes, encodeUtf8 } from '@assay/core'
import { testSigner } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { cosign } from './cosignature.ts'
import { c2spExample, checkpointText, crypto, origin, refusal, spoilt, witness } from './notes.fixture.ts'
import { parseNote } from './signed-note.ts'
import { verifyNote } from './verify-note.ts'

const time = 1_679_315_147
const w = witness(1)
const verify = (line: Awaited<ReturnType<typeof w.cosign>>, text = checkpointText) =>
  verifyNote({ text, signatures: [line] }, [w.key], crypto)
const refused = refusal('note-signature', /witness.example\/w1 is not by its key/)

/** A line of the witness for any eight bytes of time, with the time that is named in the message. */
async function lineOf(timeBytes: Uint8Array, named: string) {
  const signer = testSigner('witness.example/w1')
  const [signature] = await signer.sign([encodeUtf8(`cosignature/v1\ntime ${named}\n${checkpointText}`)])
  const { name, keyId } = w.key
  return { name, keyId, signature: concatBytes(timeBytes, signature ?? new Uint8Array()) }
}

describe('a cosignature', () => {
  it('TL7: is 8 bytes of time and the signature of header, time and the whole text', async () => {
    const line = await w.cosign(time)
    const bigEndian = Uint8Array.of(0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb)
    expect(line).toEqual(await lineOf(bigEndian, '1679315147'))
    expect(await verify(line)).toEqual([{ kind: 'cosignature', key: w.key, time }])
  })

  it.skipIf(c2spExample === null)('has its time where the example of tlog-cosignature has it', () => {
    const example = c2spExample?.('cosigned-checkpoint-example')
    const { signatures } = parseNote(example?.text ?? '')
    expect(signatures).toHaveLength(2)
    const bytes = signatures[1]?.signature ?? new Uint8Array()
    expect(bytes.length).toBe(72)
    expect(Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))).toBe(
      example?.expect.cosignatureTime,
    )
  })

  it('TL7: covers extension lines', async () => {
    const extended = `${checkpointText}extension\n`
    expect(await verify(await w.cosign(time, extended), extended)).toHaveLength(1)
    await expect(verify(await w.cosign(time, extended))).rejects.toThrow(refused)
  })

  it('TL7: is refused with another time, text or key', async () => {
    const line = await w.cosign(time)
    const later = Uint8Array.from(line.signature, (byte, index) => (index === 7 ? byte + 1 : byte))
    await expect(verify({ ...line, signature: later })).rejects.toThrow(refused)
    await expect(verify(line, checkpointText.replace('5', '6'))).rejects.toThrow(refused)
    await expect(verify(spoilt(line))).rejects.toThrow(refused)
    const { signature } = await witness(2).cosign(time)
    await expect(verify({ ...line, signature })).rejects.toThrow(refused)
  })

  it.each([8, 64, 71, 73])('is refused with %i bytes', async (length) => {
    const line = { ...(await w.cosign(time)), signature: new Uint8Array(length) }
    await expect(verify(line)).rejects.toThrow(refused)
  })

  it('is answered with a time of zero as it is', async () => {
    expect(await verify(await lineOf(new Uint8Array(8), '0'))).toMatchObject([{ time: 0 }])
  })

  it('is answered up to 2^53 - 1 seconds and refused beyond', async () => {
    const most = Uint8Array.of(0, 0x1f, 255, 255, 255, 255, 255, 255)
    expect(await verify(await lineOf(most, '9007199254740991'))).toMatchObject([
      { time: Number.MAX_SAFE_INTEGER },
    ])
    const beyond = Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0)
    await expect(verify(await lineOf(beyond, '9007199254740992'))).rejects.toThrow(refused)
    const huge = new Uint8Array(8).fill(255)
    await expect(verify(await lineOf(huge, '18446744073709551615'))).rejects.toThrow(refused)
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'TL7: is not made with the time %d',
    async (bad) => {
      await expect(w.cosign(bad)).rejects.toThrow(TypeError)
    },
  )

  it('is not made of what is no checkpoint, nor by another kind of key', async () => {
    await expect(w.cosign(time, 'text\n')).rejects.toThrow(refusal('checkpoint-malformed', /three lines/))
    const signer = testSigner('p', 'p384')
    await expect(cosign(checkpointText, { name: origin, signer, time }, crypto)).rejects.toThrow(TypeError)
  })
})
