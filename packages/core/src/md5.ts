import { md5 as digest } from '@noble/hashes/legacy.js'

/**
 * MD5, for one purpose: Open Badges 2.0 lets a recipient be named by it (`md5$`). It protects nothing, and whoever uses it says so in
 * the report.
 */
export function md5(bytes: Uint8Array): Uint8Array {
  return digest(bytes)
}
