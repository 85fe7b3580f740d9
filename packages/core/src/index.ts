export { decodeBase58, encodeBase58 } from './base58.ts'
export { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts'
export {
  concatBytes,
  decodeHex,
  decodeUtf8,
  encodeHex,
  encodeUtf8,
  equalBytes,
  isWellFormed,
} from './bytes.ts'
export { canonicalJson } from './canonical-json.ts'
export { crc32 } from './crc32.ts'
export {
  type AnyPublicKey,
  type Crypto,
  type KeyType,
  keySizes,
  type PublicKey,
  type RsaPublicKey,
  type SignedMessage,
  type Signer,
  verifyEvery,
} from './crypto.ts'
export { formatDateTimeStamp, parseDateTimeStamp } from './date-time.ts'
export { didJwk, didJwkMethod, parseDidJwk, parseDidJwkMethod } from './did-jwk.ts'
export { isSmallOrderPoint } from './ed25519-points.ts'
export { AssayError, attempt, CoreError, type CoreErrorCode, JsonError } from './errors.ts'
export { hmacSha256 } from './hmac.ts'
export { portableGunzip, portableInflate } from './inflate.ts'
export {
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseJson,
} from './json.ts'
export { encodeJwk, jwkThumbprint, parseJwk } from './jwk.ts'
export {
  didKey,
  didKeyMethod,
  encodeMultikey,
  parseDidKey,
  parseDidKeyMethod,
  parseMultikey,
  samePublicKey,
} from './keys.ts'
export { type CanonicalizationLimits, type JsonLimits, limits } from './limits.ts'
export { md5 } from './md5.ts'
export { decodeMultibase, encodeMultibase, type MultibasePrefix } from './multibase.ts'
export { portableCrypto } from './portable-crypto.ts'
export { isUsableRsaKey } from './rsa.ts'
export { createWebCrypto, loadPortableCrypto, type WebCryptoEngine } from './web-crypto.ts'
