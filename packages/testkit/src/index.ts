export { type FixedClock, fixedClock } from './fixed-clock.ts'
export { type MemoryDocument, type MemoryEntry, memoryDocuments } from './memory-documents.ts'
export { type SharedVectors, sharedVectors } from './shared-vectors.ts'
export { testSigner } from './test-signer.ts'
