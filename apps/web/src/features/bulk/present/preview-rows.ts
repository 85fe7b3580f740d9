import type { BatchRow } from '../queries/rows.ts'
import type { RowProblem, RowState } from '../schema/terms.ts'

/** A row as the page shows it before and after it is issued. */
export interface PreviewRow {
  readonly row: number
  readonly state: RowState
  readonly email: string
  readonly name: string
  readonly awardedOn: string
  readonly reason: string
  readonly language: string
  readonly levels: string
  readonly problems: readonly RowProblem[]
}

export const presentPreviewRow = ({ number, state, content, problems }: BatchRow): PreviewRow => ({
  row: number,
  state,
  email: content?.address ?? '',
  name: content?.name ?? '',
  awardedOn: content?.awardedOn ?? '',
  reason: content?.reason ?? '',
  language: content?.language ?? '',
  levels: (content?.levels ?? []).map(({ level }) => level).join(', '),
  problems,
})
