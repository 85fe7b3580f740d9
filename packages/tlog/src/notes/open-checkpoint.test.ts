import { encodeUtf8 } from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { formatCheckpoint } from './checkpoint.ts'
import {
  checkpointText,
  crypto,
  head,
  logKey,
  logSigner,
  origin,
  outcome,
  refusal,
  signByLog,
  signedCheckpoint,
  spoilt,
  witness,
} from './notes.fixture.ts'
import { openCheckpoint } from './open-checkpoint.ts'
import { signNote } from './sign-note.ts'
import { formatNote } from './signed-note.ts'
import { createVerifierKey } from './verifier-key.ts'

const [w1, w2, w3] = [witness(1), witness(2), witness(3)]
const trust = { origin, logKey, witnessKeys: [w1.key, w2.key] }

describe('openCheckpoint', () => {
  it('answers the checkpoint and the cosignatures of the witnesses that were asked for', async () => {
    const text = await signedCheckpoint(await w2.cosign(7), await w3.cosign(8), await w1.cosign(9))
    const opened = await openCheckpoint(encodeUtf8(text), trust, crypto)
    expect(opened.checkpoint).toEqual({ ...head, extensions: [] })
    expect(opened.note.text).toBe(checkpointText)
    expect(opened.note.signatures).toHaveLength(4)
    expect(opened.logKey).toBe(logKey)
    expect(opened.cosignatures).toEqual([
      { kind: 'cosignature', key: w2.key, time: 7 },
      { kind: 'cosignature', key: w1.key, time: 9 },
    ])
  })

  it('TL3: refuses a checkpoint that witnesses signed and the log did not', async () => {
    const text = formatNote(checkpointText, [await w1.cosign(7)])
    await expect(openCheckpoint(text, trust, crypto)).rejects.toThrow(
      refusal('note-signature', /log did not sign/),
    )
  })

  it('refuses a checkpoint of another origin, though the key of the log signed it', async () => {
    const other = formatCheckpoint({ ...head, origin: 'log.example/other' })
    await expect(openCheckpoint(formatNote(other, [await signByLog(other)]), trust, crypto)).rejects.toThrow(
      refusal('checkpoint-malformed', /of another log/),
    )
  })

  it('refuses the signature of another key under the name of the log', async () => {
    const signer = testSigner('impostor')
    const forged = await signNote(checkpointText, { name: origin, signer }, crypto)
    await expect(openCheckpoint(formatNote(checkpointText, [forged]), trust, crypto)).rejects.toThrow(
      refusal('note-signature', /no known key/),
    )
    const withId = { ...forged, keyId: logKey.keyId }
    await expect(openCheckpoint(formatNote(checkpointText, [withId]), trust, crypto)).rejects.toThrow(
      refusal('note-signature', /log.example\/main is not by its key/),
    )
  })

  it('G2: refuses a forged line of a witness beside good ones', async () => {
    const text = await signedCheckpoint(await w1.cosign(7), spoilt(await w2.cosign(8)))
    await expect(openCheckpoint(text, trust, crypto)).rejects.toThrow(refusal('note-signature', /w2/))
  })

  it('refuses what is no note, and notes that are no checkpoints', async () => {
    await expect(openCheckpoint('', trust, crypto)).rejects.toThrow(refusal('note-malformed', /newline/))
    const note = formatNote('text\n', [await signByLog('text\n')])
    await expect(openCheckpoint(note, trust, crypto)).rejects.toThrow(
      refusal('checkpoint-malformed', /three lines/),
    )
  })

  it('TL3: takes extension lines unless told not to', async () => {
    const extended = `${checkpointText}x\n`
    const text = formatNote(extended, [await signByLog(extended)])
    expect((await openCheckpoint(text, trust, crypto)).checkpoint.extensions).toEqual(['x'])
    await expect(openCheckpoint(text, { ...trust, extensions: 'refused' }, crypto)).rejects.toThrow(
      refusal('checkpoint-malformed', /extension lines/),
    )
  })

  it('cannot be misled by one byte changed anywhere', async () => {
    const bytes = encodeUtf8(await signedCheckpoint(await w1.cosign(7), await w3.cosign(7)))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ change : byte))
        const result = await outcome(() => openCheckpoint(changed, trust, crypto))
        if ('error' in result) {
          expect(result.error).toBeInstanceOf(LogError)
          return
        }
        expect(result.answer.note.text).toBe(checkpointText)
        for (const { key, time } of result.answer.cosignatures)
          expect({ key, time }).toEqual({ key: w1.key, time: 7 })
      }),
    )
  })

  const cosigningLog = createVerifierKey(
    { kind: 'cosignature', name: 'self.example', publicKey: logSigner.publicKey },
    crypto,
  )
  const renamed = createVerifierKey(
    { kind: 'cosignature', name: 'alias.example', publicKey: w1.key.publicKey },
    crypto,
  )
  it.each([
    ['a key of the log under another name', { ...trust, origin: 'log.example/other' }, /its origin/],
    ['a cosignature key for the log', { ...trust, logKey: w3.key, origin: w3.key.name }, /kind note/],
    ['a note key for a witness', { ...trust, witnessKeys: [logKey] }, /kind cosignature/],
    ['a log that is its own witness', { ...trust, witnessKeys: [cosigningLog] }, /of their own/],
    ['one witness under two names', { ...trust, witnessKeys: [w1.key, renamed] }, /of their own/],
  ])('refuses to be told to trust %s', async (_, bad, message) => {
    const opening = openCheckpoint(await signedCheckpoint(), bad, crypto)
    await expect(opening).rejects.toThrow(TypeError)
    await expect(opening).rejects.toThrow(message)
  })
})
