import { type Crypto, canonicalJson, concatBytes, encodeHex, encodeUtf8 } from '@assay/core'
import { LogError } from './errors.ts'

/** What happened to a credential. The numbers are written into the log: never change or reuse one. */
export const entryKinds = {
  issued: 1,
  'form-added': 2,
  revoked: 3,
  suspended: 4,
  reinstated: 5,
  superseded: 6,
  erased: 7,
} as const

/** Name of an entry's kind. */
export type EntryKind = keyof typeof entryKinds

/** One entry of a log, before it has an index. */
export interface LogEntry {
  readonly kind: EntryKind
  /** 32 bytes; see {@link commitCredential}. */
  readonly commitment: Uint8Array
}

/** Forms a credential exists in; their bytes differ, so each has its own digest. */
export type CredentialForm = 'json' | 'jwt' | 'sd'

/** What an entry commits to. */
export interface CredentialStatement {
  /** `id` of the credential. */
  readonly id: string
  /** `id` of its issuer. */
  readonly issuer: string
  /** SHA-256 of the bytes of each form that exists. At least one. */
  readonly formDigests: Readonly<Partial<Record<CredentialForm, Uint8Array>>>
  /** 256 random bits, made for this credential and kept outside the log (THREATS P1, P2). */
  readonly salt: Uint8Array
}

const version = 1
const commitmentSize = 32
const saltSize = 32
const digestSize = 32
/** Keeps these hashes apart from every other use of SHA-256. */
const domain = encodeUtf8('assay/log-commitment/v1\n')
const changeDomain = encodeUtf8('assay/log-change-salt/v1\n')

/**
 * Salted commitment of an entry: SHA-256(domain ‖ salt ‖ canonical JSON of `{forms, id, issuer}`), digests in lower-case
 * hex. Without the salt nothing about the credential can be matched to the log, even with the whole credential in hand.
 * Throws `TypeError` for a salt or digest of another length than 32 bytes, and for a statement without a form.
 */
export function commitCredential(statement: CredentialStatement, crypto: Pick<Crypto, 'sha256'>): Uint8Array {
  if (statement.salt.length !== saltSize) throw new TypeError('the salt has 256 bits')
  const forms = Object.entries(statement.formDigests).map(([form, digest]) => {
    if (digest.length !== digestSize) throw new TypeError(`the digest of the form ${form} is not SHA-256`)
    return [form, encodeHex(digest)] as const
  })
  if (forms.length === 0) throw new TypeError('the statement names no form')
  const text = canonicalJson({ id: statement.id, issuer: statement.issuer, forms: Object.fromEntries(forms) })
  return crypto.sha256(concatBytes(domain, statement.salt, encodeUtf8(text)))
}

/**
 * The salt of a later entry about a credential (revoked, suspended, reinstated, …): SHA-256(domain ‖ salt of the credential ‖ id of
 * the change as text). Two entries about one credential have nothing in common that a reader of the log could see, and whoever holds
 * the credential's salt can open both. Throws `TypeError` for a salt of another length than 32 bytes, and for an empty id.
 */
export function saltOfChange(salt: Uint8Array, changeId: string, crypto: Pick<Crypto, 'sha256'>): Uint8Array {
  if (salt.length !== saltSize) throw new TypeError('the salt has 256 bits')
  if (changeId === '') throw new TypeError('a change has an id')
  return crypto.sha256(concatBytes(changeDomain, salt, encodeUtf8(changeId)))
}

/** The entry's bytes: version ‖ kind ‖ commitment, 34 bytes. Throws `TypeError` for a commitment of another length. */
export function encodeEntry(entry: LogEntry): Uint8Array {
  if (entry.commitment.length !== commitmentSize) throw new TypeError('a commitment has 32 bytes')
  return concatBytes(Uint8Array.of(version, entryKinds[entry.kind]), entry.commitment)
}

/** Reads an entry. Throws `LogError` `entry-malformed` for another length, version or kind. */
export function decodeEntry(bytes: Uint8Array): LogEntry {
  if (bytes.length !== 2 + commitmentSize) throw new LogError('entry-malformed', 'a log entry has 34 bytes')
  if (bytes[0] !== version) throw new LogError('entry-malformed', 'the log entry has an unknown version')
  const kind = (Object.keys(entryKinds) as EntryKind[]).find((name) => entryKinds[name] === bytes[1])
  if (kind === undefined) throw new LogError('entry-malformed', 'the log entry has an unknown kind')
  return { kind, commitment: bytes.slice(2) }
}
