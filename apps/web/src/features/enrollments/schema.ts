import { limits } from '@assay/core'
import { z } from 'zod'
import { ENROLLMENT_STATES } from './schema/states.ts'

/** What evidence may take (THREATS 2). Files and their number are those of the shared table of limits. */
export const EVIDENCE_LIMITS = {
  fileBytes: limits.evidence.fileBytes,
  piecesPerSubmission: limits.evidence.filesPerSubmission,
  /** A person's files in all organizations: twenty of the largest. More is a storage account, not a portfolio. */
  bytesPerPerson: 500 * 1024 * 1024,
  /** A long report in Markdown; what is longer is a file. */
  textCharacters: 100_000,
  /** One request that carries one file and the fields beside it. */
  requestBytes: limits.evidence.fileBytes + 64 * 1024,
} as const

const title = z.string().trim().min(1).max(200)

export const textEvidenceSchema = z.strictObject({
  criterionId: z.string().max(40),
  title,
  text: z.string().trim().min(1).max(EVIDENCE_LIMITS.textCharacters),
})
export type TextEvidence = z.output<typeof textEvidenceSchema>

export const linkEvidenceSchema = z.strictObject({
  criterionId: z.string().max(40),
  title,
  url: z.url({ protocol: /^https?$/ }).max(2000),
})
export type LinkEvidence = z.output<typeof linkEvidenceSchema>

export const fileEvidenceSchema = z.strictObject({ criterionId: z.string().max(40), title: title.optional() })

/** A change of a piece of evidence: only what is there changes. `revision` is the one that the editor opened. */
export const evidenceChangeSchema = z.strictObject({
  revision: z.coerce.number().int().min(1),
  title: title.optional(),
  text: z.string().trim().min(1).max(EVIDENCE_LIMITS.textCharacters).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  disclosed: z.boolean().optional(),
})
export type EvidenceChange = z.output<typeof evidenceChangeSchema>

/** Texts that belong to the whole portfolio. */
export const portfolioDraftSchema = z.strictObject({
  reflection: z.string().trim().max(20_000).default(''),
  /** Which help by AI was used and for what; empty: none. */
  aiHelp: z.string().trim().max(2000).default(''),
})
export type PortfolioDraft = z.output<typeof portfolioDraftSchema>

export const submitSchema = portfolioDraftSchema.extend({
  /** "This is my own work": without it nothing is handed in. */
  authorship: z.literal(true, { error: 'errors.authorship' }),
})
export type SubmitInput = z.output<typeof submitSchema>

/** Handing in by a program: texts that are left out stay as the draft has them. */
export const submitCallSchema = submitSchema.extend({
  reflection: portfolioDraftSchema.shape.reflection.unwrap().optional(),
  aiHelp: portfolioDraftSchema.shape.aiHelp.unwrap().optional(),
})

export const enrollmentsQuerySchema = z.object({
  state: z.enum(ENROLLMENT_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type EnrollmentsQuery = z.output<typeof enrollmentsQuerySchema>

/** A piece of evidence as it is read back. */
export interface Artifact {
  readonly id: string
  readonly criterionId: string
  readonly kind: 'text' | 'file' | 'link'
  readonly title: string
  readonly text?: string
  readonly url?: string
  readonly fileName?: string
  readonly mediaType: string | null
  readonly size: number
  /** SHA-256 of the plain content: the text in UTF-8, the address, the file. */
  readonly digest: Buffer
  readonly scan: 'not_scanned' | 'clean' | 'quarantined'
  readonly disclosed: boolean
  readonly position: number
}

/** A piece of evidence that is still being worked on. */
export interface DraftArtifact extends Artifact {
  readonly revision: number
  readonly updatedAt: Date
}

/** What is sealed of a piece of evidence. */
export const artifactContentSchema = z.object({
  title: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  fileName: z.string().optional(),
})
export type ArtifactContent = z.output<typeof artifactContentSchema>

/** What is sealed of a submission. */
export const submissionContentSchema = z.object({ reflection: z.string(), aiHelp: z.string() })
