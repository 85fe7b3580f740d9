import { z } from 'zod'
import type { ChecklistRow } from '../schema/checklist.ts'
import { ENROLLMENT_STATES, SUBMISSION_STATES } from '../schema/states.ts'
import type { Artifact, DraftArtifact } from '../schema.ts'

const isoOf = (date: Date | null | undefined): string | null => date?.toISOString() ?? null

const enrollmentFacts = {
  id: z.uuid(),
  state: z.enum(ENROLLMENT_STATES),
  achievementId: z.uuid(),
  achievementVersionId: z.uuid(),
  createdAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
}

export const enrollmentItemView = z
  .object({ ...enrollmentFacts, name: z.string(), versionNumber: z.number().int() })
  .meta({ id: 'EnrollmentItem' })

interface EnrollmentFacts {
  readonly id: string
  readonly state: (typeof ENROLLMENT_STATES)[number]
  readonly achievementId: string
  readonly achievementVersionId: string
  readonly createdAt: Date
  readonly dueAt: Date | null
  readonly endedAt: Date | null
}

const presentFacts = (row: EnrollmentFacts) => ({
  id: row.id,
  state: row.state,
  achievementId: row.achievementId,
  achievementVersionId: row.achievementVersionId,
  createdAt: row.createdAt.toISOString(),
  dueAt: isoOf(row.dueAt),
  endedAt: isoOf(row.endedAt),
})

export const presentEnrollmentItem = (
  row: EnrollmentFacts & { readonly name: string; readonly versionNumber: number },
): z.input<typeof enrollmentItemView> => ({
  ...presentFacts(row),
  name: row.name,
  versionNumber: row.versionNumber,
})

export const enrollmentView = z
  .object({
    ...enrollmentFacts,
    name: z.string(),
    /** Whether everything is there that handing in needs. */
    ready: z.boolean(),
    /** By when a decision would be promised if it were handed in now. */
    promisedIfHandedInNow: z.iso.datetime(),
    checklist: z.array(
      z.object({
        criterionId: z.string(),
        title: z.string(),
        kind: z.string(),
        state: z.enum(['met', 'started', 'open']),
        missing: z.array(z.object({ code: z.string(), count: z.number().int().nullable() })),
      }),
    ),
  })
  .meta({ id: 'Enrollment' })

export interface EnrollmentDetail extends EnrollmentFacts {
  readonly name: string
  readonly ready: boolean
  readonly promised: Date
  readonly rows: readonly ChecklistRow[]
}

export const presentEnrollment = (detail: EnrollmentDetail): z.input<typeof enrollmentView> => ({
  ...presentFacts(detail),
  name: detail.name,
  ready: detail.ready,
  promisedIfHandedInNow: detail.promised.toISOString(),
  checklist: detail.rows.map(({ criterion, stand }) => ({
    criterionId: criterion.id,
    title: criterion.title,
    kind: criterion.kind,
    state: stand.state,
    missing:
      stand.state === 'met' ? [] : stand.missing.map(({ code, count }) => ({ code, count: count ?? null })),
  })),
})

const artifactFacts = {
  id: z.uuid(),
  criterionId: z.string(),
  kind: z.enum(['text', 'file', 'link']),
  title: z.string(),
  /** Of a text: Markdown. */
  text: z.string().nullable(),
  url: z.string().nullable(),
  fileName: z.string().nullable(),
  mediaType: z.string().nullable(),
  size: z.number().int(),
  /** SHA-256 of the plain content, in hex. */
  digest: z.string(),
  scan: z.enum(['not_scanned', 'clean', 'quarantined']),
  /** Whether the credential may show the content. */
  disclosed: z.boolean(),
}

export const artifactView = z.object(artifactFacts).meta({ id: 'SubmittedEvidence' })

const presentArtifact = (artifact: Artifact): z.input<typeof artifactView> => ({
  id: artifact.id,
  criterionId: artifact.criterionId,
  kind: artifact.kind,
  title: artifact.title,
  text: artifact.text ?? null,
  url: artifact.url ?? null,
  fileName: artifact.fileName ?? null,
  mediaType: artifact.mediaType,
  size: artifact.size,
  digest: artifact.digest.toString('hex'),
  scan: artifact.scan,
  disclosed: artifact.disclosed,
})

export const evidenceView = z
  .object({ ...artifactFacts, revision: z.number().int(), updatedAt: z.iso.datetime() })
  .meta({ id: 'Evidence' })

export const presentEvidence = (piece: DraftArtifact): z.input<typeof evidenceView> => ({
  ...presentArtifact(piece),
  revision: piece.revision,
  updatedAt: piece.updatedAt.toISOString(),
})

export const savedView = z
  .object({ revision: z.number().int(), savedAt: z.iso.datetime() })
  .meta({ id: 'SavedEvidence' })

export const presentSaved = (saved: {
  readonly revision: number
  readonly savedAt: Date
}): z.input<typeof savedView> => ({ revision: saved.revision, savedAt: saved.savedAt.toISOString() })

export const draftView = z
  .object({
    reflection: z.string(),
    aiHelp: z.string(),
    revision: z.number().int(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PortfolioDraft' })

export const handedInView = z
  .object({ submissionId: z.uuid(), number: z.number().int(), promisedAt: z.iso.datetime() })
  .meta({ id: 'HandedIn' })

const submissionFacts = {
  id: z.uuid(),
  number: z.number().int(),
  state: z.enum(SUBMISSION_STATES),
  submittedAt: z.iso.datetime(),
  promisedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
}

interface SubmissionFacts {
  readonly id: string
  readonly number: number
  readonly state: (typeof SUBMISSION_STATES)[number]
  readonly submittedAt: Date
  readonly promisedAt: Date
  readonly endedAt: Date | null
}

const presentSubmissionFacts = (row: SubmissionFacts) => ({
  id: row.id,
  number: row.number,
  state: row.state,
  submittedAt: row.submittedAt.toISOString(),
  promisedAt: row.promisedAt.toISOString(),
  endedAt: isoOf(row.endedAt),
})

export const submissionItemView = z
  .object({
    ...submissionFacts,
    outcome: z.enum(['awarded', 'returned', 'declined']).nullable(),
    /** What the assessor wrote with the decision. */
    reason: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SubmissionItem' })

export const presentSubmissionItem = (
  row: SubmissionFacts & {
    readonly outcome: 'awarded' | 'returned' | 'declined' | null
    readonly reason: string | null
    readonly decidedAt: Date | null
  },
): z.input<typeof submissionItemView> => ({
  ...presentSubmissionFacts(row),
  outcome: row.outcome,
  reason: row.reason,
  decidedAt: isoOf(row.decidedAt),
})

export const submissionView = z
  .object({
    ...submissionFacts,
    enrollmentId: z.uuid(),
    achievementId: z.uuid(),
    achievementVersionId: z.uuid(),
    reflection: z.string(),
    /** Help by AI, in the learner's words; empty: none was declared. */
    aiHelp: z.string(),
    evidence: z.array(artifactView),
    /** Of a submission that is decided: levels and comments by rubric row. */
    judgements: z.array(
      z.object({
        feedback: z.string(),
        rows: z.array(
          z.object({
            criterionId: z.string(),
            rowId: z.string(),
            level: z.number().int().nullable(),
            comment: z.string(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Submission' })

export interface SubmissionDetail extends SubmissionFacts {
  readonly enrollmentId: string
  readonly achievementId: string
  readonly achievementVersionId: string
  readonly reflection: string
  readonly declaration: { readonly aiHelp: string }
  readonly artifacts: readonly Artifact[]
}

interface JudgementFacts {
  readonly feedback: string
  readonly rows: readonly {
    readonly criterionId: string
    readonly rowId: string
    readonly level: number | null
    readonly comment: string
  }[]
}

export const presentSubmission = (
  detail: SubmissionDetail,
  judgements: readonly JudgementFacts[],
): z.input<typeof submissionView> => ({
  ...presentSubmissionFacts(detail),
  enrollmentId: detail.enrollmentId,
  achievementId: detail.achievementId,
  achievementVersionId: detail.achievementVersionId,
  reflection: detail.reflection,
  aiHelp: detail.declaration.aiHelp,
  evidence: detail.artifacts.map(presentArtifact),
  judgements: judgements.map(({ feedback, rows }) => ({ feedback, rows: rows.map((row) => ({ ...row })) })),
})
