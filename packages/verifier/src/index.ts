export type { Gunzip } from './bitstring-status.ts'
export { type CheckCode, checkCodes } from './check-codes.ts'
export type { CredentialFacts } from './credential-facts.ts'
export type { FetchBudget, FetchDocument, FetchedDocument } from './document-source.ts'
export type { Inflate } from './read-input.ts'
export {
  type Check,
  type CheckId,
  type CheckOutcome,
  checkIds,
  type Format,
  type Report,
  type Verdict,
} from './report.ts'
export type { TrustRegistry, Voucher } from './trust.ts'
export { type VerifyOptions, verify } from './verify.ts'
