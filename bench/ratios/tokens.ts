import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { type AnyPublicKey, type JsonObject, parseJwk } from '@assay/core'
import { createVcJwt, parseJws, readVcJwt, verifyJws } from '@assay/credentials'
import { createRs256Signer, generateRsaSigningKey } from '@assay/node'
import { CompactSign, compactVerify } from 'jose'
import { crypto, walk } from './keys.ts'
import type { Scenario, Work } from './measure.ts'
import { badgesOfOneKind, readAgain } from './reference-credential.ts'

const { privateKeyPkcs8, publicJwk } = generateRsaSigningKey()
const signer = createRs256Signer(privateKeyPkcs8)
const privateKey = createPrivateKey({ key: Buffer.from(privateKeyPkcs8), format: 'der', type: 'pkcs8' })
const publicKey = createPublicKey(privateKey)
const key: AnyPublicKey = parseJwk({ ...publicJwk })
const kid = 'https://issuer.example/keys#rs256'
const header = { alg: 'RS256', kid, typ: 'JWT' }

const credentials = badgesOfOneKind(2_000).map(readAgain)

/** What a program with nothing but `node:crypto` does: write, encode, sign. */
function bareToken(credential: JsonObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part(header)}.${part(credential)}`
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

/** Decode, verify, read; nothing is looked at but the signature. */
function bareCheck(token: string): void {
  const [head = '', payload = '', signature = ''] = token.split('.')
  JSON.parse(Buffer.from(head, 'base64url').toString())
  const good = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (!good) throw new Error('a good token was refused')
  JSON.parse(Buffer.from(payload, 'base64url').toString())
}

const newToken = (credential: JsonObject) =>
  createVcJwt({ algorithm: 'RS256', credential, kid, sign: signer.sign })

async function check(token: string): Promise<void> {
  const jws = parseJws(token)
  const { problems } = readVcJwt(jws)
  if (problems.length > 0 || !(await verifyJws(jws, key, crypto))) throw new Error('a good token was refused')
}

function each<T>(list: readonly T[], work: (item: T) => unknown): Work {
  const next = walk(list)
  return async () => {
    const batch = next()
    await Promise.all(batch.map(work))
    return batch.length
  }
}

const madeTokens = async () => ({ tokens: await Promise.all(credentials.map(newToken)) })

/** Tokens as Open Badges 3.0 asks for (RS256), beside the same by hand, and beside `jose`. */
export const tokenScenarios: readonly Scenario[] = [
  {
    ...{ name: 'jwt.issue', against: 'node:crypto', unit: 'tokens/s' },
    prepare: async () => ({ ours: each(credentials, newToken), theirs: each(credentials, bareToken) }),
  },
  {
    ...{ name: 'jwt.verify', against: 'node:crypto', unit: 'tokens/s' },
    async prepare() {
      const { tokens } = await madeTokens()
      return { ours: each(tokens, check), theirs: each(tokens, bareCheck) }
    },
  },
  {
    ...{ name: 'jwt.issue.jose', against: 'jose', unit: 'tokens/s' },
    async prepare() {
      const encoder = new TextEncoder()
      const theirs = (credential: JsonObject) =>
        new CompactSign(encoder.encode(JSON.stringify(credential)))
          .setProtectedHeader(header)
          .sign(privateKey)
      return { ours: each(credentials, newToken), theirs: each(credentials, theirs) }
    },
  },
  {
    ...{ name: 'jwt.verify.jose', against: 'jose', unit: 'tokens/s' },
    async prepare() {
      const { tokens } = await madeTokens()
      const theirs = async (token: string) =>
        JSON.parse(new TextDecoder().decode((await compactVerify(token, publicKey)).payload))
      return { ours: each(tokens, check), theirs: each(tokens, theirs) }
    },
  },
]
