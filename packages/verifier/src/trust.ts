import type { AnyPublicKey } from '@assay/core'

/** Somebody who vouches for an issuer. */
export interface Voucher {
  /** Name of the registry. */
  readonly registry: string
  /** The issuer's name as the registry knows it. */
  readonly issuerName?: string
}

/** A registry of issuers, asked by their `id`. Reads what it holds; never the network. */
export interface TrustRegistry {
  /** Those who vouch for the issuer; empty when nobody does. */
  vouchersFor(issuer: string): Promise<readonly Voucher[]>
  /** Whether the registry itself maps the issuer to this key (STANDARDS KY6). Default: it does not. */
  namesKey?(issuer: string, key: AnyPublicKey): Promise<boolean>
  /**
   * Whether the status lists of `keeper` speak for credentials of `issuer` (STANDARDS BS9, RL2), for an issuer may leave its lists to
   * somebody else. Default: they do not.
   */
  mayKeepStatus?(issuer: string, keeper: string): Promise<boolean>
}
