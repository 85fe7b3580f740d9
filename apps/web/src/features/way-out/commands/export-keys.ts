import { type DerivedPassphrase, derivePassphrase } from '@assay/node'

/** What the words of a passphrase give for one export, so that the words are needed no longer. */
export interface ExportKeys {
  /** Wraps the keys inside (THREATS K1). */
  readonly transfer: DerivedPassphrase
  /** Seals the private part, once. */
  readonly stream: DerivedPassphrase
}

export async function deriveExportKeys(passphrase: string): Promise<ExportKeys> {
  return { transfer: await derivePassphrase(passphrase), stream: await derivePassphrase(passphrase) }
}
