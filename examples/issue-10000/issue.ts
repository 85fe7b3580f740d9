// A badge for each row of a CSV (`name,email`): node --import tsx examples/issue-10000/issue.ts people.csv > badges.ndjson
import { randomBytes, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { didKey, didKeyMethod } from '@assay/core'
import { buildOpenBadge, createCanonicalize, createProof, hashIdentity } from '@assay/credentials'
import { createLocalSigner, nodeCrypto as crypto, generateSigningKey } from '@assay/node'
import { parse } from 'csv-parse'
import { badge } from './badge.ts'

const signer = createLocalSigner(generateSigningKey('ed25519').privateKeyPkcs8)
const issuer = { id: didKey(signer.publicKey), name: 'Harbor Logistics' }
const verificationMethod = didKeyMethod(signer.publicKey)
const by = { verificationMethod, signer, crypto, canonicalize: createCanonicalize({ crypto }) }
for await (const { name, email } of createReadStream(process.argv[2] ?? '').pipe(parse({ columns: true }))) {
  const created = Date.now()
  const salt = randomBytes(16).toString('hex')
  const identityHash = hashIdentity(email, salt, crypto)
  const identifiers = [{ identityType: 'emailAddress', identityHash, salt }]
  const about = { issuer, subject: { id: `urn:uuid:${randomUUID()}`, name, identifiers } }
  const id = `urn:uuid:${randomUUID()}`
  const document = buildOpenBadge({ ...badge, ...about, id, validFrom: created, awardedDate: created })
  console.log(JSON.stringify(await createProof({ ...by, document, created })))
}
