import type { OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { Version } from '../../achievements/queries.ts'
import type { Observation } from '../../enrollments/queries/observations.ts'
import { isBeingChecked } from '../../enrollments/queries.ts'
import { renderMarkdown } from '../../enrollments/schema/markdown.ts'
import type { ObservationCriterion } from '../../enrollments/schema/observation.ts'
import type { Artifact } from '../../enrollments/schema.ts'
import type { Assessment } from '../queries.ts'
import { judgedRows, type RowScore, rowKey } from '../schema.ts'

/** One piece of evidence as the page shows it. */
export interface ShownPiece {
  readonly id: string
  readonly kind: Artifact['kind']
  readonly title: string
  /** Of a text: safe HTML. */
  readonly html: string | undefined
  /** Of a link; shown, never fetched. */
  readonly url: string | undefined
  readonly file: ShownFile | undefined
  /** SHA-256 of the plain content, in hex: what the credential will state. */
  readonly digest: string
}

export interface ShownFile {
  readonly name: string
  readonly address: string
  readonly bytes: number
  readonly mediaType: string
  /** Whether browsers draw it, so that it can stand on the page. */
  readonly picture: boolean
  readonly scan: Artifact['scan'] | 'checking'
}

/** Pictures that browsers draw and that cannot carry a script. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** Evidence by criterion, in the order of the definition; `base` is the address of the submission. */
export function evidenceByCriterion(
  version: Version,
  artifacts: readonly Artifact[],
  base: string,
  deps: Pick<Deps, 'scanner'>,
) {
  return version.definition.criteria.flatMap((criterion) => {
    if (criterion.kind !== 'performance') return []
    const pieces = artifacts.filter(({ criterionId }) => criterionId === criterion.id)
    return [
      {
        id: criterion.id,
        title: criterion.title,
        description: criterion.description,
        instructions: criterion.evidence.instructions,
        pieces: pieces.map((piece) => shownPiece(piece, base, deps)),
      },
    ]
  })
}
export type ShownCriterion = ReturnType<typeof evidenceByCriterion>[number]

function shownPiece(piece: Artifact, base: string, deps: Pick<Deps, 'scanner'>): ShownPiece {
  const { id, kind, title, text, url, fileName, mediaType, size, digest } = piece
  const scan = isBeingChecked(deps, piece) ? 'checking' : piece.scan
  return {
    id,
    kind,
    title,
    html: text === undefined ? undefined : renderMarkdown(text),
    url,
    file:
      fileName === undefined
        ? undefined
        : {
            name: fileName,
            address: `${base}/files/${id}`,
            bytes: size,
            mediaType: mediaType ?? '',
            picture: PICTURES.has(mediaType ?? '') && scan !== 'quarantined' && scan !== 'checking',
            scan,
          },
    digest: digest.toString('hex'),
  }
}

/** What observers saw, by criterion, the newest first; what was taken back too, since it was said. */
export function observedByCriterion(
  { definition }: Version,
  observations: readonly Observation[],
  base: string,
) {
  return definition.criteria.flatMap((criterion) => {
    if (criterion.kind !== 'observation') return []
    const own = observations.filter(({ criterionId }) => criterionId === criterion.id)
    return [
      {
        id: criterion.id,
        title: criterion.title,
        occasions: criterion.occasions,
        observers: criterion.observers,
        observations: own.map((one) => shownObservation(one, criterion, definition.levels, base)),
      },
    ]
  })
}
export type ShownObserved = ReturnType<typeof observedByCriterion>[number]

function shownObservation(
  one: Observation,
  { rubric }: ObservationCriterion,
  levels: readonly string[],
  base: string,
) {
  const { id, on, place, observer, capacity, note, sufficient, endedHow, digest } = one
  return {
    ...{ id, on, place, observer, capacity, note, sufficient, endedHow },
    digest: digest.toString('hex'),
    rows: rubric.map(({ id: rowId, title, required }) => {
      const level = one.rows.find((row) => row.rowId === rowId)?.level ?? 0
      return { id: rowId, title, level: levels[level - 1], reached: level >= required }
    }),
    files: one.files
      .filter(({ scan }) => scan !== 'quarantined')
      .map((file) => ({
        id: file.id,
        name: file.fileName ?? '',
        address: `${base}/observations/${id}/files/${file.id}`,
      })),
    remarks: one.remarks.map(({ id: key, kind, text }) => ({ id: key, kind, text })),
  }
}

/** A rubric row with what the one who asks thinks of it so far. */
export interface ShownRow {
  /** `criterion/row`: what fields and error messages name it by. */
  readonly key: string
  readonly title: string
  readonly criterionTitle: string
  readonly weight: number
  readonly required: number
  readonly descriptions: readonly string[]
  readonly level: number | null
  readonly comment: string
}

/** The rubric's rows, with the scores of an assessment where there is one. */
export function shownRows(version: Version, assessment: Assessment | undefined): readonly ShownRow[] {
  const scores = new Map<string, RowScore>(assessment?.scores.map((score) => [rowKey(score), score]) ?? [])
  return judgedRows(version.definition).map(({ criterionId, criterionTitle, row }) => {
    const key = rowKey({ criterionId, rowId: row.id })
    return {
      key,
      criterionTitle,
      title: row.title,
      weight: row.weight,
      required: row.required,
      descriptions: row.descriptions,
      level: scores.get(key)?.level ?? null,
      comment: scores.get(key)?.comment ?? '',
    }
  })
}

/** How one stands to a submission: whether one may judge it now, could take it, or must wait. */
export type Hold = 'mine' | 'free' | 'taken' | 'ended'

export function holdOf(
  scope: OrgScope,
  submission: {
    readonly state: string
    readonly claimedBy: string | null
    readonly claimExpiresAt: Date | null
  },
): Hold {
  if (submission.state !== 'submitted') return 'ended'
  const { claimedBy, claimExpiresAt } = submission
  if (claimedBy === scope.personId && claimedBy !== null) return 'mine'
  return claimedBy !== null && claimExpiresAt !== null && claimExpiresAt > scope.deps.now() ? 'taken' : 'free'
}

/** Hours until a moment, rounded; negative when it is past. */
export const hoursUntil = (moment: Date, now: Date): number =>
  Math.round((moment.getTime() - now.getTime()) / 3_600_000)
