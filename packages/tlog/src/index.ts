export {
  type CredentialForm,
  type CredentialStatement,
  commitCredential,
  decodeEntry,
  type EntryKind,
  encodeEntry,
  entryKinds,
  type LogEntry,
  saltOfChange,
} from './entry.ts'
export { LogError, type LogErrorCode } from './errors.ts'
export { emptyRoot, HASH_BYTES, hashLeaves, leafHash } from './merkle/hashes.ts'
export { proveConsistency, proveInclusion, type ReadTiles, readEdge } from './merkle/prove.ts'
export { emptyTree, type Growth, growTree, rootOf, type TileContent, type TreeEdge } from './merkle/tree.ts'
export {
  type ConsistencyClaim,
  type InclusionClaim,
  isSubtree,
  MOST_PROOF_HASHES,
  type SubtreeConsistencyClaim,
  type SubtreeInclusionClaim,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './merkle/verify-proof.ts'
export {
  type Checkpoint,
  type CheckpointOptions,
  formatCheckpoint,
  parseCheckpoint,
  type TreeHead,
} from './notes/checkpoint.ts'
export { type Cosigner, cosign, verifyCosignature } from './notes/cosignature.ts'
export { type CheckpointTrust, type OpenedCheckpoint, openCheckpoint } from './notes/open-checkpoint.ts'
export { checkQuorum, type QuorumPolicy, type QuorumReport } from './notes/quorum.ts'
export { type NoteSigner, signNote } from './notes/sign-note.ts'
export {
  formatSignatureLines,
  isKeyName,
  type NoteSignature,
  parseSignatureLines,
} from './notes/signature-line.ts'
export { formatNote, type Note, parseNote } from './notes/signed-note.ts'
export { formatTlogProof, parseTlogProof, type TlogProof } from './notes/tlog-proof.ts'
export {
  createVerifierKey,
  formatVerifierKey,
  type KeyKind,
  parseVerifierKey,
  sameVerifierKey,
  type VerifierKey,
} from './notes/verifier-key.ts'
export { type Cosignature, type VerifiedSignature, verifyNote } from './notes/verify-note.ts'
export type { LogStorage, StoredTree, TreeGrowth, WaitingEntry } from './sequencer/log-storage.ts'
export { type Sequenced, type Sequencer, sequence } from './sequencer/sequence.ts'
export {
  bundlesSince,
  type EntryBundle,
  parseTilePath,
  TILE_WIDTH,
  type Tile,
  tileOf,
  tilePath,
  tilesSince,
} from './tiles/tile.ts'
export { checkTile, decodeEntryBundle, encodeEntryBundle } from './tiles/tile-bytes.ts'
export {
  type AddCheckpoint,
  formatAddCheckpoint,
  parseAddCheckpoint,
  type ReadAddCheckpoint,
} from './witness/add-checkpoint.ts'
export {
  answerStatus,
  judgeCheckpoint,
  type WatchedLog,
  type WitnessVerdict,
} from './witness/judge-checkpoint.ts'
