export {
  type CredentialForm,
  type CredentialStatement,
  commitCredential,
  decodeEntry,
  type EntryKind,
  encodeEntry,
  entryKinds,
  type LogEntry,
  leafHash,
  saltOfChange,
} from './entry.ts'
export { LogError, type LogErrorCode } from './errors.ts'
