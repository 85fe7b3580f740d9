import { generateKeyPairSync, sign as signInNode, verify as verifyInNode } from 'node:crypto'
import { encodeBase64Url, encodeUtf8 } from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { cosign } from './cosignature.ts'
import {
  c2spExample,
  checkpointText,
  crypto,
  logKey,
  logSigner,
  origin,
  outcome,
  refusal,
  signByLog,
  spoilt,
  witness,
} from './notes.fixture.ts'
import { signNote } from './sign-note.ts'
import { formatNote, parseNote } from './signed-note.ts'
import { createVerifierKey, keyId, parseVerifierKey } from './verifier-key.ts'
import { verifyNote } from './verify-note.ts'

const text = 'This is a note.\n'
const stranger = {
  name: 'stranger.example',
  keyId: Uint8Array.of(1, 2, 3, 4),
  signature: new Uint8Array(7),
}
const notSigned = refusal('note-signature', /no known key signed the note/)
const notByLog = refusal('note-signature', /in the name of log.example\/main is not by its key/)

describe('verifyNote', () => {
  it.skipIf(c2spExample === null)('accepts the example of signed-note', async () => {
    const example = c2spExample?.('signed-note-example')
    const key = parseVerifierKey(example?.verifierKey ?? '', crypto)
    const note = parseNote(example?.text ?? '')
    expect(note.text).toBe('This is an example message.\n')
    expect(await verifyNote(note, [key], crypto)).toEqual([{ kind: 'note', key }])
    const other = { ...note, text: 'This is another message.\n' }
    await expect(verifyNote(other, [key], crypto)).rejects.toThrow(refusal('note-signature', /foo is not by/))
  })

  it('TL5: ignores the lines of unknown keys, and answers the known in the order of the lines', async () => {
    const w = witness(1)
    const signatures = [await w.cosign(1_700_000_000), stranger, await signByLog(checkpointText)]
    expect(await verifyNote({ text: checkpointText, signatures }, [logKey, w.key], crypto)).toEqual([
      { kind: 'cosignature', key: w.key, time: 1_700_000_000 },
      { kind: 'note', key: logKey },
    ])
  })

  it('TL5: ignores a line with the name or the id of a known key, but not both', async () => {
    const good = await signByLog(text)
    const sameName = { ...stranger, name: origin }
    const sameId = { ...stranger, keyId: logKey.keyId }
    const note = { text, signatures: [sameName, sameId, good] }
    expect(await verifyNote(note, [logKey], crypto)).toHaveLength(1)
    await expect(verifyNote({ text, signatures: [sameName, sameId] }, [logKey], crypto)).rejects.toThrow(
      notSigned,
    )
  })

  it('TL12: ignores signatures of unknown types, with the name of a known key too', async () => {
    const mldsa = {
      name: origin,
      keyId: keyId(origin, 6, new Uint8Array(1312), crypto),
      signature: new Uint8Array(2428),
    }
    const note = { text, signatures: [mldsa, await signByLog(text)] }
    expect(await verifyNote(note, [logKey], crypto)).toEqual([{ kind: 'note', key: logKey }])
  })

  it('TL5 G2: refuses a note with a bad signature of a known key, before or behind a good one', async () => {
    const good = await signByLog(text)
    for (const signatures of [[spoilt(good)], [good, spoilt(good)], [spoilt(good), good]])
      await expect(verifyNote({ text, signatures }, [logKey], crypto)).rejects.toThrow(notByLog)
  })

  it('G2: refuses a good note with a forged line of a cosigner', async () => {
    const w = witness(1)
    const signatures = [await signByLog(checkpointText), spoilt(await w.cosign(5))]
    const note = { text: checkpointText, signatures }
    await expect(verifyNote(note, [logKey, w.key], crypto)).rejects.toThrow(
      refusal('note-signature', /witness.example\/w1/),
    )
    expect(await verifyNote(note, [logKey], crypto)).toHaveLength(1)
  })

  it('answers a second good line of the same key as well', async () => {
    const good = await signByLog(text)
    expect(await verifyNote({ text, signatures: [good, good] }, [logKey], crypto)).toHaveLength(2)
  })

  it.each([0, 1, 63, 65, 72])('refuses a signature of %i bytes by a known key', async (length) => {
    const line = { ...(await signByLog(text)), signature: new Uint8Array(length) }
    await expect(verifyNote({ text, signatures: [line] }, [logKey], crypto)).rejects.toThrow(notByLog)
  })

  it('refuses a note that no known key signed, and any note where no key is known', async () => {
    const signatures = [await signByLog(text)]
    await expect(verifyNote({ text, signatures }, [witness(1).key], crypto)).rejects.toThrow(notSigned)
    await expect(verifyNote({ text, signatures }, [], crypto)).rejects.toThrow(notSigned)
  })

  it('refuses blank lines that were put below the text', async () => {
    const note = parseNote(formatNote(`${text}\n`, [await signByLog(text)]))
    await expect(verifyNote(note, [logKey], crypto)).rejects.toThrow(notByLog)
  })

  it('refuses to take two keys with the same name and id', async () => {
    const note = { text, signatures: [await signByLog(text)] }
    await expect(verifyNote(note, [logKey, logKey], crypto)).rejects.toThrow(TypeError)
  })

  it('TL6: takes no note signature for a cosignature, nor the reverse, even from one pair of keys', async () => {
    const { publicKey } = logSigner
    const cosigner = createVerifierKey({ kind: 'cosignature', name: origin, publicKey }, crypto)
    const signed = await signByLog(checkpointText)
    const asCosignature = { ...signed, keyId: cosigner.keyId }
    const note = { text: checkpointText, signatures: [signed] }
    await expect(verifyNote(note, [cosigner], crypto)).rejects.toThrow(notSigned)
    await expect(verifyNote({ ...note, signatures: [asCosignature] }, [cosigner], crypto)).rejects.toThrow(
      notByLog,
    )
    const timed = Uint8Array.of(...new Uint8Array(8), ...signed.signature)
    await expect(
      verifyNote({ ...note, signatures: [{ ...asCosignature, signature: timed }] }, [cosigner], crypto),
    ).rejects.toThrow(notByLog)
    const cosigned = await cosign(checkpointText, { name: origin, signer: logSigner, time: 5 }, crypto)
    for (const signature of [cosigned.signature, cosigned.signature.slice(8)]) {
      const asNote = { ...cosigned, keyId: logKey.keyId, signature }
      await expect(verifyNote({ ...note, signatures: [asNote] }, [logKey], crypto)).rejects.toThrow(notByLog)
    }
  })

  it('TL5: cannot be misled by one byte changed anywhere in a note', async () => {
    const note = formatNote(text, [stranger, await signByLog(text), { ...stranger, name: 'é.example' }])
    const original = parseNote(note)
    const bytes = encodeUtf8(note)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ change : byte))
        const result = await outcome(async () => {
          const read = parseNote(changed)
          await verifyNote(read, [logKey], crypto)
          return read
        })
        if ('error' in result) {
          expect(result.error).toBeInstanceOf(LogError)
          return
        }
        expect(result.answer.text).toBe(text)
        expect(result.answer.signatures).toContainEqual(original.signatures[1])
      }),
    )
  })
})

describe('signNote', () => {
  it('makes the signature that Ed25519 of another library makes and accepts', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const bytes = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32))
    const signer = {
      publicKey: { type: 'ed25519', bytes } as const,
      sign: async (batch: readonly Uint8Array[]) =>
        batch.map((message) => new Uint8Array(signInNode(null, message, privateKey))),
    }
    const line = await signNote(text, { name: 'node.example', signer }, crypto)
    const key = createVerifierKey({ kind: 'note', name: 'node.example', publicKey: signer.publicKey }, crypto)
    expect(line.keyId).toEqual(key.keyId)
    expect(await verifyNote({ text, signatures: [line] }, [key], crypto)).toEqual([{ kind: 'note', key }])

    const ours = await signByLog(text)
    const x = encodeBase64Url(logKey.publicKey.bytes)
    const jwk = { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as const
    expect(verifyInNode(null, encodeUtf8(text), jwk, ours.signature)).toBe(true)
  })

  it('refuses other signers, bad names and texts that no note may have', async () => {
    const p256 = testSigner('p', 'p256')
    await expect(signNote(text, { name: 'a', signer: p256 }, crypto)).rejects.toThrow(TypeError)
    await expect(signNote(text, { name: 'a b', signer: logSigner }, crypto)).rejects.toThrow(TypeError)
    await expect(signNote('text', { name: 'a', signer: logSigner }, crypto)).rejects.toThrow(TypeError)
  })

  it.each([
    ['nothing', []],
    ['a short signature', [new Uint8Array(63)]],
    ['two signatures', [new Uint8Array(64), new Uint8Array(64)]],
  ])('writes nothing where the signer answers %s', async (_, answer) => {
    const signer = { ...logSigner, sign: async () => answer }
    await expect(signNote(text, { name: 'a', signer }, crypto)).rejects.toThrow(/one Ed25519 signature/)
  })
})
