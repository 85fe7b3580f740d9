import { didKey, didKeyMethod, type KeyType, type Signer } from '@assay/core'
import type { Cryptosuite } from '@assay/credentials'
import { createLocalSigner, generateSigningKey } from '@assay/node'

/** How an instance secures what it issues. */
export type Securing =
  | { readonly by: 'proof'; readonly cryptosuite: Cryptosuite['name'] }
  /** VC-JOSE-COSE: the credential in a token, in an envelope. */
  | { readonly by: 'token' }

interface Row {
  readonly keyType: KeyType
  readonly securing: Securing
  /** Whether it adds `credentialStatus` to what it issues. */
  readonly addsStatus: boolean
}

const proof = (keyType: KeyType, cryptosuite: Cryptosuite['name']): Row => ({
  keyType,
  securing: { by: 'proof', cryptosuite },
  addsStatus: false,
})

/** STANDARDS VA4a. Every instance verifies every suite; what differs is how it issues. */
const rows = {
  eddsa: proof('ed25519', 'eddsa-rdfc-2022'),
  'eddsa-jcs': proof('ed25519', 'eddsa-jcs-2022'),
  p256: proof('p256', 'ecdsa-rdfc-2019'),
  p384: proof('p384', 'ecdsa-rdfc-2019'),
  'p256-jcs': proof('p256', 'ecdsa-jcs-2019'),
  'p384-jcs': proof('p384', 'ecdsa-jcs-2019'),
  sd: proof('p256', 'ecdsa-sd-2023'),
  ecdsa: proof('p256', 'ecdsa-rdfc-2019'),
  status: { ...proof('ed25519', 'eddsa-rdfc-2022'), addsStatus: true },
  jose: { keyType: 'p256', securing: { by: 'token' }, addsStatus: false },
} as const satisfies Readonly<Record<string, Row>>

/** One issuer and verifier of the conformance server. */
export interface Instance extends Row {
  /** The first part of its addresses. */
  readonly name: string
  readonly signer: Signer
  /** Its issuer id: the did:key of its key (STANDARDS VA2). */
  readonly issuer: string
  readonly verificationMethod: string
}

/** The ids that the server prints when it is ready. */
export interface PrintedIssuers {
  readonly eddsa: string
  readonly p256: string
  readonly p384: string
}

/** Makes one key of each kind, shared by the instances of that kind and forgotten when the process ends. */
export function createInstances(): { instances: ReadonlyMap<string, Instance>; issuers: PrintedIssuers } {
  const signers: Readonly<Record<KeyType, Signer>> = {
    ed25519: newSigner('ed25519'),
    p256: newSigner('p256'),
    p384: newSigner('p384'),
  }
  const instances = Object.entries<Row>(rows).map(([name, row]): [string, Instance] => {
    const signer = signers[row.keyType]
    const { publicKey } = signer
    const names = { issuer: didKey(publicKey), verificationMethod: didKeyMethod(publicKey) }
    return [name, { name, ...row, signer, ...names }]
  })
  const issuers = {
    eddsa: didKey(signers.ed25519.publicKey),
    p256: didKey(signers.p256.publicKey),
    p384: didKey(signers.p384.publicKey),
  }
  return { instances: new Map(instances), issuers }
}

const newSigner = (type: KeyType): Signer => createLocalSigner(generateSigningKey(type).privateKeyPkcs8)
