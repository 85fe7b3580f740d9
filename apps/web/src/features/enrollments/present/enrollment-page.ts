import type { Deps } from '../../../deps.ts'
import type { Criterion } from '../../achievements/schema.ts'
import { isBeingChecked } from '../queries.ts'
import type { ChecklistRow, Missing } from '../schema/checklist.ts'
import { renderMarkdown } from '../schema/markdown.ts'
import type { Artifact, DraftArtifact } from '../schema.ts'

/** A piece of evidence as a page shows it. */
export interface ShownPiece {
  readonly id: string
  readonly criterionId: string
  readonly kind: Artifact['kind']
  readonly title: string
  /** Of a text, as it was written. */
  readonly text: string | undefined
  /** Of a text: safe HTML. */
  readonly html: string | undefined
  /** Of a link; shown, never fetched. */
  readonly url: string | undefined
  readonly file: ShownFile | undefined
  readonly disclosed: boolean
  /** SHA-256 of the plain content, in hex. */
  readonly digest: string
}

export interface ShownFile {
  readonly name: string
  readonly bytes: number
  /** Absent for a file that is not given out. */
  readonly address: string | undefined
  /** Others get it once it was checked for malware. */
  readonly checking: boolean
}

/** A piece that can still be changed. */
export interface DraftPiece extends ShownPiece {
  readonly revision: number
  readonly savedAt: Date
}

/** `address` is where a file of this piece is fetched; `deps` know whether files are scanned. */
export function shownPiece(piece: Artifact, address: string, deps: Pick<Deps, 'scanner'>): ShownPiece {
  const { id, criterionId, kind, title, text, url, fileName, size, scan, disclosed, digest } = piece
  return {
    id,
    criterionId,
    kind,
    title,
    text,
    html: text === undefined ? undefined : renderMarkdown(text),
    url,
    file:
      fileName === undefined
        ? undefined
        : {
            name: fileName,
            bytes: size,
            address: scan === 'quarantined' ? undefined : address,
            checking: isBeingChecked(deps, piece),
          },
    disclosed,
    digest: digest.toString('hex'),
  }
}

export const draftPiece = (piece: DraftArtifact, base: string, deps: Pick<Deps, 'scanner'>): DraftPiece => ({
  ...shownPiece(piece, `${base}/evidence/${piece.id}/file`, deps),
  revision: piece.revision,
  savedAt: piece.updatedAt,
})

/** A criterion with where it stands and what was gathered for it. */
export interface ShownCriterion {
  readonly id: string
  readonly criterion: Criterion
  /** `mend`: there is what was asked for, and the assessor wants more of it. */
  readonly state: Stand
  readonly missing: readonly Missing[]
  readonly pieces: readonly DraftPiece[]
}

export type Stand = ChecklistRow['stand']['state'] | 'mend'

/** `mend` has the criteria that an assessor found wanting. */
export const shownCriterion = (
  { criterion, stand }: ChecklistRow,
  pieces: readonly DraftPiece[],
  mend: readonly string[],
): ShownCriterion => ({
  id: criterion.id,
  criterion,
  state: stand.state === 'met' && mend.includes(criterion.id) ? 'mend' : stand.state,
  missing: stand.state === 'met' ? [] : stand.missing,
  pieces: pieces.filter(({ criterionId }) => criterionId === criterion.id),
})

/** A row of the rubric as the learner reads it after a decision. */
export interface ReachedRow {
  readonly id: string
  readonly title: string
  readonly required: number
  readonly descriptions: readonly string[]
  readonly level: number | undefined
  readonly comment: string
}

interface Scores {
  readonly rows: readonly {
    readonly criterionId: string
    readonly rowId: string
    readonly level: number | null
    readonly comment: string
  }[]
}

/** Rows of one criterion with what was reached; the first assessment speaks, others add their comments. */
export function reachedRows(criterion: Criterion, judgements: readonly Scores[]): readonly ReachedRow[] {
  if (criterion.kind !== 'performance') return []
  return criterion.rubric.map(({ id, title, required, descriptions }) => {
    const own = judgements.flatMap(({ rows }) =>
      rows.filter((row) => row.criterionId === criterion.id && row.rowId === id),
    )
    const comment = own.map((row) => row.comment).filter((text) => text !== '')
    return {
      id,
      title,
      required,
      descriptions,
      level: own[0]?.level ?? undefined,
      comment: comment.join('\n\n'),
    }
  })
}
