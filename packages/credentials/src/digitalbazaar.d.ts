// Development only: the independent libraries that our credentials are checked with have no types of their own.
declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { cryptosuite: object; signer?: object; date?: Date })
  }
}
declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object
}
declare module '@digitalbazaar/ed25519-multikey' {
  export function generate(options: {
    id: string
    controller: string
  }): Promise<{ readonly publicKeyMultibase: string; signer(): object }>
}
declare module '@digitalbazaar/vc' {
  interface Options {
    readonly credential: object
    readonly suite: object
    readonly documentLoader: (url: string) => Promise<object>
    readonly now: Date
  }
  export function issue(
    options: Options,
  ): Promise<{ readonly [name: string]: import('@assay/core').JsonValue }>
  export function derive(options: {
    readonly verifiableCredential: object
    readonly suite: object
    readonly documentLoader: (url: string) => Promise<object>
  }): Promise<{ readonly [name: string]: import('@assay/core').JsonValue }>
  export function verifyCredential(
    options: Options & { readonly checkStatus?: () => Promise<{ verified: boolean }> },
  ): Promise<{ readonly verified: boolean; readonly error?: Error & { readonly errors?: readonly Error[] } }>
}
declare module '@digitalbazaar/ecdsa-multikey' {
  interface KeyPair {
    readonly publicKeyMultibase: string
    signer(): object
  }
  export function generate(options: {
    id: string
    controller: string
    curve: 'P-256' | 'P-384'
  }): Promise<KeyPair>
}
declare module '@digitalbazaar/ecdsa-sd-2023-cryptosuite' {
  export function createSignCryptosuite(options: { mandatoryPointers: readonly string[] }): object
  export function createDiscloseCryptosuite(options: { selectivePointers: readonly string[] }): object
  export function createVerifyCryptosuite(): object
}
