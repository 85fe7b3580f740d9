import { useTranslation } from 'react-i18next'
import { ConfirmForm, MarkdownView, More } from '../../../ui/index.ts'
import type { DraftPiece, ShownCriterion } from '../present/enrollment-page.ts'
import { FileForm } from './file-form.tsx'
import { FileDetailsForm, LinkForm } from './link-form.tsx'
import { stateOf } from './piece-parts.tsx'
import { FileLink, OutsideLink } from './piece-view.tsx'
import { TextForm } from './text-form.tsx'

export interface PiecesProps {
  readonly of: ShownCriterion
  /** Address of the enrollment. */
  readonly address: string
  readonly accept: string
  /** The piece that was just saved. */
  readonly opened: string | undefined
  readonly actionData: unknown
  readonly timeZone: string
}

/** The evidence of a criterion, each piece with its form, and forms for more. */
export function Pieces(props: PiecesProps) {
  const { t } = useTranslation('enrollments')
  const { of } = props
  const { criterion, pieces } = of
  if (criterion.kind !== 'performance') return null
  const full = pieces.length >= criterion.evidence.max
  return (
    <div className="pieces">
      <h3>{t('enrollments:criterion.evidence')}</h3>
      {pieces.length === 0 && <p className="small dim">{t('enrollments:piece.none')}</p>}
      {pieces.map((piece) => (
        <Piece key={piece.id} piece={piece} {...props} />
      ))}
      {full ? (
        <p className="small dim">{t('enrollments:piece.full')}</p>
      ) : (
        criterion.evidence.kinds.map((kind, at) => (
          // A new number of pieces begins with empty forms.
          <AddPiece
            key={`${kind} ${pieces.length}`}
            kind={kind}
            begins={pieces.length === 0 && at === 0}
            {...props}
          />
        ))
      )}
    </div>
  )
}

function Piece({ piece, actionData, timeZone, opened, of }: PiecesProps & { readonly piece: DraftPiece }) {
  const { t } = useTranslation('enrollments')
  const { id, kind, title, criterionId } = piece
  const rejected = stateOf(actionData, { intent: kind, criterionId, piece: id }).problem !== undefined
  const alone =
    of.state !== 'met' && kind === 'text' && of.pieces.filter((other) => other.kind === 'text').length === 1
  return (
    <details className="piece" id={`e-${id}`} open={opened === id || rejected || alone}>
      <summary>
        <span className="strong">{title}</span>
        <span className="small dim">
          {t(`enrollments:piece.${kind}`)}
          {piece.disclosed && <>, {t('enrollments:piece.shown')}</>}
        </span>
      </summary>
      <div className="inside">
        {kind === 'text' && (
          <TextForm
            criterionId={criterionId}
            title={title}
            piece={piece}
            actionData={actionData}
            timeZone={timeZone}
          />
        )}
        {kind === 'link' && (
          <>
            <OutsideLink url={piece.url ?? ''} />
            <LinkForm criterionId={criterionId} piece={piece} actionData={actionData} />
          </>
        )}
        {piece.file !== undefined && (
          <>
            <FileLink file={piece.file} />
            <FileDetailsForm piece={piece} actionData={actionData} />
          </>
        )}
        {piece.html !== undefined && (
          <More summary={t('enrollments:piece.preview')}>
            <MarkdownView html={piece.html} />
          </More>
        )}
        <ConfirmForm
          ask={t('enrollments:piece.remove')}
          confirm={t('enrollments:piece.remove_confirm')}
          values={{ intent: 'remove', piece: id, criterionId }}
        >
          {t('enrollments:piece.remove_text', { title })}
        </ConfirmForm>
      </div>
    </details>
  )
}

interface AddPieceProps extends PiecesProps {
  readonly kind: 'text' | 'file' | 'link'
  /** Whether it is open from the start: nothing is there yet. */
  readonly begins: boolean
}

function AddPiece({ kind, begins, of, address, accept, actionData, timeZone }: AddPieceProps) {
  const { t } = useTranslation('enrollments')
  const { id: criterionId, criterion } = of
  const rejected = stateOf(actionData, { intent: kind, criterionId, piece: undefined }).problem !== undefined
  return (
    <details className="piece add" open={begins || rejected}>
      <summary>{t(`enrollments:piece.add.${kind}`)}</summary>
      <div className="inside">
        {kind === 'text' && (
          <TextForm
            criterionId={criterionId}
            title={criterion.title}
            actionData={actionData}
            timeZone={timeZone}
          />
        )}
        {kind === 'file' && (
          <FileForm criterionId={criterionId} address={address} accept={accept} actionData={actionData} />
        )}
        {kind === 'link' && <LinkForm criterionId={criterionId} actionData={actionData} />}
      </div>
    </details>
  )
}
