import { encodeHex, encodeUtf8 } from '@assay/core'
import { nodeCrypto } from '@assay/node'

/** SHA-256 of an origin in hexadecimal: how addresses and files name a log (tlog-witness; TL9). */
export function logHash(origin: string): string {
  return encodeHex(nodeCrypto.sha256(encodeUtf8(origin)))
}
