export type { BlobContent, BlobStore, StoredBlob } from './blobs/blob-store.ts'
export { createDiskBlobStore } from './blobs/disk-blob-store.ts'
export { type BlobMove, type BlobMoveResult, moveBlobs } from './blobs/move-blobs.ts'
export { createMovingBlobStore } from './blobs/moving-blob-store.ts'
export { createS3BlobStore, type S3BlobStoreOptions } from './blobs/s3-blob-store.ts'
export { gunzip, gzip, inflate } from './compression.ts'
export {
  type DeflatedPart,
  type DeflatePartOptions,
  deflatePart,
  storedPart,
} from './crypto/deflated.ts'
export { nodeCrypto } from './crypto/node-crypto.ts'
export {
  type DerivedPassphrase,
  derivePassphrase,
  openStream,
  passphraseKey,
  type StreamSecret,
  sealStream,
} from './crypto/sealed-stream.ts'
export { deriveKey, open, SEALING_KEY_BYTES, seal, sealDeflated } from './crypto/sealing.ts'
export { generateSelectiveKeys } from './crypto/selective-keys.ts'
export {
  createLocalSigner,
  createRs256Signer,
  generateRsaSigningKey,
  generateSigningKey,
  type Rs256Signer,
  type RsaPublicJwk,
  type SigningKeyPair,
} from './crypto/signing.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts'
export type { FetchFailureCode, FetchRefusalCode, FetchResult, KeptAnswer } from './fetch/fetch-result.ts'
export { isPublicAddress } from './fetch/guard-url.ts'
export type { GuardedFetchOptions } from './fetch/guarded-connection.ts'
export { createGuardedFetch, type FetchRequest, type GuardedFetch } from './fetch/guarded-fetch.ts'
export {
  createGuardedPost,
  type GuardedPost,
  type PostRequest,
  type PostResult,
} from './fetch/guarded-post.ts'
export { type CacheOptions, withCache } from './fetch/with-cache.ts'
export { NodeError, type NodeErrorCode } from './node-error.ts'
export { type CreateDatabaseOptions, createDatabase, dropDatabase } from './postgres/databases.ts'
export { type ClamAvOptions, createClamAvScanner } from './scan/clamav-scanner.ts'
export type { Scanner, ScanResult } from './scan/scanner.ts'
export { readTar, type TarFile, writeTar } from './tar.ts'
export {
  createSelfSignedCertificate,
  type SelfSignedCertificate,
  type SelfSignedCertificateOptions,
} from './tls/self-signed-certificate.ts'
export {
  createWorkerCanonicalize,
  type WorkerCanonicalizeOptions,
  type WorkerCanonicalizer,
} from './worker-canonicalize.ts'
