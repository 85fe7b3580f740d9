import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type AnyPublicKey, type JsonObject, parseJwk } from '@assay/core'
import { type CreateVcJwtOptions, createVcJwt, parseJws, readVcJwt, verifyJws } from '@assay/credentials'
import { createLocalSigner, createRs256Signer, generateRsaSigningKey, generateSigningKey } from '@assay/node'
import { CompactSign, compactVerify } from 'jose'
import { crypto, walk } from './keys.ts'
import type { Scenario, Work } from './measure.ts'
import { badgesOfOneKind, readAgain } from './reference-credential.ts'

interface Kind {
  readonly algorithm: 'EdDSA' | 'RS256'
  readonly key: AnyPublicKey
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly digest: 'sha256' | null
  readonly sign: CreateVcJwtOptions['sign']
}

const kid = 'https://issuer.example/keys#1'

function kindOf(
  algorithm: Kind['algorithm'],
  pkcs8: Uint8Array,
  key: AnyPublicKey,
  sign: Kind['sign'],
): Kind {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  const digest = algorithm === 'EdDSA' ? null : 'sha256'
  return { algorithm, key, privateKey, publicKey: createPublicKey(privateKey), digest, sign }
}

const ed25519 = generateSigningKey('ed25519')
const rsa = generateRsaSigningKey()
const eddsa = kindOf(
  'EdDSA',
  ed25519.privateKeyPkcs8,
  ed25519.publicKey,
  createLocalSigner(ed25519.privateKeyPkcs8).sign,
)
const rs256 = kindOf(
  'RS256',
  rsa.privateKeyPkcs8,
  parseJwk({ ...rsa.publicJwk }),
  createRs256Signer(rsa.privateKeyPkcs8).sign,
)
const headerOf = ({ algorithm }: Kind) => ({ alg: algorithm, kid, typ: 'JWT' })

const credentials = badgesOfOneKind(2_000).map(readAgain)

/** What a program with nothing but `node:crypto` does: write, encode, sign. */
function bareToken(kind: Kind, credential: JsonObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part(headerOf(kind))}.${part(credential)}`
  return `${input}.${sign(kind.digest, Buffer.from(input), kind.privateKey).toString('base64url')}`
}

/** Decode, verify, read; nothing is looked at but the signature. */
function bareCheck({ digest, publicKey }: Kind, token: string): void {
  const [head = '', payload = '', signature = ''] = token.split('.')
  JSON.parse(Buffer.from(head, 'base64url').toString())
  const good = verify(
    digest,
    Buffer.from(`${head}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (!good) throw new Error('a good token was refused')
  JSON.parse(Buffer.from(payload, 'base64url').toString())
}

const newToken = ({ algorithm, sign: signAll }: Kind, credential: JsonObject) =>
  createVcJwt({ algorithm, credential, kid, sign: signAll })

async function check({ key }: Kind, token: string): Promise<void> {
  const jws = parseJws(token)
  const { problems } = readVcJwt(jws)
  if (problems.length > 0 || !(await verifyJws(jws, key, crypto))) throw new Error('a good token was refused')
}

const encoder = new TextEncoder()
const joseToken = (kind: Kind, credential: JsonObject) =>
  new CompactSign(encoder.encode(JSON.stringify(credential)))
    .setProtectedHeader(headerOf(kind))
    .sign(kind.privateKey)
const joseCheck = async ({ publicKey }: Kind, token: string) =>
  JSON.parse(new TextDecoder().decode((await compactVerify(token, publicKey)).payload))

function each<T>(list: readonly T[], work: (item: T) => unknown): Work {
  const next = walk(list)
  return async () => {
    const batch = next()
    await Promise.all(batch.map(work))
    return batch.length
  }
}

type Way<T> = (kind: Kind, given: T) => unknown

function issuing(name: string, against: string, kind: Kind, peer: Way<JsonObject>): Scenario {
  return {
    ...{ name, against, unit: 'tokens/s' },
    prepare: async () => ({
      ours: each(credentials, (credential) => newToken(kind, credential)),
      theirs: each(credentials, (credential) => peer(kind, credential)),
    }),
  }
}

function verifying(name: string, against: string, kind: Kind, peer: Way<string>): Scenario {
  return {
    ...{ name, against, unit: 'tokens/s' },
    async prepare() {
      const tokens = await Promise.all(credentials.map((credential) => newToken(kind, credential)))
      return {
        ours: each(tokens, (token) => check(kind, token)),
        theirs: each(tokens, (token) => peer(kind, token)),
      }
    },
  }
}

/** Tokens beside the same by hand, and for information beside `jose`; and with RS256, which Open Badges 3.0 asks for. */
export const tokenScenarios: readonly Scenario[] = [
  issuing('jwt.issue', 'node:crypto', eddsa, bareToken),
  verifying('jwt.verify', 'node:crypto', eddsa, bareCheck),
  issuing('jwt.issue.rs256', 'node:crypto', rs256, bareToken),
  verifying('jwt.verify.rs256', 'node:crypto', rs256, bareCheck),
  issuing('jwt.issue.jose', 'jose', eddsa, joseToken),
  verifying('jwt.verify.jose', 'jose', eddsa, joseCheck),
]
