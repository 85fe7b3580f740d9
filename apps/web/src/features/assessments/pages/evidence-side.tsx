import { useTranslation } from 'react-i18next'
import { MarkdownView, More, Time } from '../../../ui/index.ts'
import type { ShownCriterion, ShownFile, ShownPiece } from '../present/assess-page.ts'
import type { Work } from './load-work.ts'
import { ObservedEvidence } from './observed-evidence.tsx'

interface Props {
  readonly work: Work
  readonly timeZone: string
}

/** What was handed in, criterion by criterion; the links on top lead down the page, so nothing that is being written is lost. */
export function EvidenceSide({ work, timeZone }: Props) {
  const { t, i18n } = useTranslation(['assessments'])
  const { criteria, observed, reflection, aiHelp, earlier, submittedAt } = work
  const parts = [
    ...[...criteria, ...observed].map(({ id, title }) => ({ id: `c-${id}`, title })),
    ...(reflection === undefined ? [] : [{ id: 'reflection', title: t('assessments:evidence.reflection') }]),
    { id: 'declaration', title: t('assessments:evidence.declaration') },
    ...(earlier.length === 0 ? [] : [{ id: 'earlier', title: t('assessments:evidence.earlier') }]),
  ]
  return (
    <section className="evidence" aria-label={t('assessments:evidence.title')}>
      <nav className="tabs" aria-label={t('assessments:evidence.parts')}>
        {parts.map(({ id, title }) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      {criteria.map((criterion) => (
        <CriterionEvidence key={criterion.id} criterion={criterion} />
      ))}
      {observed.map((criterion) => (
        <ObservedEvidence key={criterion.id} criterion={criterion} />
      ))}
      {reflection !== undefined && (
        <article className="doc" id="reflection">
          <h2>{t('assessments:evidence.reflection')}</h2>
          <MarkdownView html={reflection} />
        </article>
      )}
      <article className="doc" id="declaration">
        <h2>{t('assessments:evidence.declaration')}</h2>
        <p>
          {t('assessments:evidence.own_work')}{' '}
          <Time at={submittedAt} locale={i18n.language} timeZone={timeZone} show="both" />.
        </p>
        <p>
          {aiHelp === '' ? t('assessments:evidence.no_ai') : t('assessments:evidence.ai', { help: aiHelp })}
        </p>
      </article>
      {earlier.length > 0 && (
        <article className="doc" id="earlier">
          <h2>{t('assessments:evidence.earlier')}</h2>
          {earlier.map(({ number, reason, decidedAt }) => (
            <div key={number}>
              <h3>
                {t('assessments:try', { number })},{' '}
                <Time at={decidedAt} locale={i18n.language} timeZone={timeZone} />
              </h3>
              <p className="said">{reason}</p>
            </div>
          ))}
        </article>
      )}
    </section>
  )
}

function CriterionEvidence({ criterion }: { readonly criterion: ShownCriterion }) {
  const { t } = useTranslation(['assessments'])
  const { id, title, description, instructions, pieces } = criterion
  return (
    <div className="criterion" id={`c-${id}`}>
      <div className="split">
        <h2>{title}</h2>
        <span className="small dim">{t('assessments:evidence.pieces', { count: pieces.length })}</span>
      </div>
      <More summary={t('assessments:evidence.asked')}>
        {description !== '' && <p>{description}</p>}
        <p>{instructions}</p>
      </More>
      {pieces.map((piece) => (
        <Piece key={piece.id} piece={piece} />
      ))}
    </div>
  )
}

function Piece({ piece }: { readonly piece: ShownPiece }) {
  const { t } = useTranslation(['assessments'])
  const { id, kind, title, html, url, file, digest } = piece
  return (
    <article className="doc" id={`a-${id}`}>
      <h3>{title}</h3>
      <p className="tiny dim">
        {t(`assessments:evidence.kinds.${kind}`)}{' '}
        <span title={digest}>{t('assessments:evidence.digest', { start: digest.slice(0, 12) })}</span>
      </p>
      {html !== undefined && <MarkdownView html={html} />}
      {url !== undefined && (
        <p>
          <a href={url} rel="nofollow noopener noreferrer ugc" target="_blank">
            {url}
          </a>
          <span className="tiny dim"> {t('assessments:evidence.outside')}</span>
        </p>
      )}
      {file !== undefined && <FilePiece file={file} title={title} />}
    </article>
  )
}

function FilePiece({ file, title }: { readonly file: ShownFile; readonly title: string }) {
  const { t, i18n } = useTranslation(['assessments'])
  const size = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(file.bytes / 1024)
  return (
    <>
      {file.picture && <img className="evidence-picture" src={file.address} alt={title} loading="lazy" />}
      <p className="row">
        {file.scan === 'quarantined' ? (
          <span className="fail">{t('assessments:evidence.quarantined', { name: file.name })}</span>
        ) : file.scan === 'checking' ? (
          <span>{file.name}</span>
        ) : (
          <a href={file.address} download={file.name}>
            {t('assessments:evidence.download', { name: file.name })}
          </a>
        )}
        <span className="small dim">
          {size} KiB, {t(`assessments:evidence.scan.${file.scan}`)}
        </span>
      </p>
    </>
  )
}
