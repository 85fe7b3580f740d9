import { chmod } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  attempt,
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  isJsonObject,
  type PublicKey,
  parseJson,
  type Signer,
} from '@assay/core'
import { createLocalSigner, generateSigningKey, nodeCrypto } from '@assay/node'
import { createVerifierKey, type VerifierKey } from '@assay/tlog'
import { createFile, readIfThere } from './files.ts'
import { UsageError } from './usage-error.ts'
import { WitnessError } from './witness-error.ts'

/** Who this witness is. */
export interface Identity {
  readonly name: string
  readonly signer: Signer
  /** Of kind `cosignature`. */
  readonly key: VerifierKey
}

/** A name stands in each cosignature and on the page. */
const MOST_NAME_BYTES = 200

/**
 * The identity kept in `key.json`, made at the first start with `name` (default: the name of the machine and `/witness`) and never
 * overwritten: who lost the key is another witness. Throws `WitnessError` `key.refused` for a file that is no key and for a `name` other
 * than the one kept; `UsageError` for a name that is none.
 */
export async function openIdentity(folder: string, name: string | undefined): Promise<Identity> {
  const path = join(folder, 'key.json')
  const kept = (await readIfThere(path)) ?? (await makeKey(path, name ?? `${hostname()}/witness`))
  const identity = readIdentity(path, kept)
  if (name !== undefined && name !== identity.name)
    throw new WitnessError(
      'key.refused',
      `${path} is the key of ${identity.name}, not of ${name}: a key keeps its name`,
    )
  await chmod(path, 0o600)
  return identity
}

async function makeKey(path: string, name: string): Promise<Uint8Array> {
  const { publicKey, privateKeyPkcs8 } = generateSigningKey('ed25519')
  if (Buffer.byteLength(name) > MOST_NAME_BYTES || keyOf(name, publicKey) === undefined)
    throw new UsageError(`--name: "${name}" is no name such as witness.example/w1, without spaces and plus`)
  await createFile(path, `${JSON.stringify({ name, pkcs8: encodeBase64(privateKeyPkcs8) }, null, 2)}\n`)
  // What is kept counts, also where another start was quicker.
  const kept = await readIfThere(path)
  if (kept === undefined) throw new WitnessError('key.refused', `${path} was removed while it was made`)
  return kept
}

function readIdentity(path: string, bytes: Uint8Array): Identity {
  const identity = attempt(() => {
    const value = parseJson(decodeUtf8(bytes))
    if (!isJsonObject(value) || typeof value.name !== 'string' || typeof value.pkcs8 !== 'string')
      return undefined
    const signer = createLocalSigner(decodeBase64(value.pkcs8))
    const key = keyOf(value.name, signer.publicKey)
    return key && { name: key.name, signer, key }
  })
  if (identity === undefined)
    throw new WitnessError(
      'key.refused',
      `${path} is damaged: bring it back from a backup. Without it this would be another witness.`,
    )
  return identity
}

/** Undefined for a name that no key may have. */
function keyOf(name: string, publicKey: PublicKey): VerifierKey | undefined {
  try {
    return createVerifierKey({ kind: 'cosignature', name, publicKey }, nodeCrypto)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
