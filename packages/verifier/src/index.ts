export { type CheckCode, checkCodes } from './check-codes.ts'
export { didWebAddress } from './controller-document.ts'
export type { CredentialFacts } from './credential-facts.ts'
export type { FetchBudget, FetchDocument, FetchedDocument, KeptDocument } from './document-source.ts'
export {
  type Check,
  type CheckId,
  type CheckOutcome,
  checkIds,
  type Format,
  type NestedReport,
  type NewerVersion,
  type Report,
  type Verdict,
} from './report.ts'
export { statusProblemType } from './status-problem-types.ts'
export type { TrustRegistry, Voucher } from './trust.ts'
export { reportUnreachable, type VerifyOptions, verify } from './verify.ts'
