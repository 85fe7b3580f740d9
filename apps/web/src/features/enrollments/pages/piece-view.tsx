import { useTranslation } from 'react-i18next'
import { MarkdownView } from '../../../ui/index.ts'
import type { ShownPiece } from '../present/enrollment-page.ts'
import { useSize } from './formats.ts'

/** A piece of evidence to read. */
export function PieceView({ piece }: { readonly piece: ShownPiece }) {
  const { t } = useTranslation('enrollments')
  const { id, kind, title, html, url, disclosed } = piece
  return (
    <article className="doc piece-view" id={`e-${id}`}>
      <div className="split">
        <h3>{title}</h3>
        <span className="small dim">
          {t(`enrollments:piece.${kind}`)}
          {disclosed && <>, {t('enrollments:piece.shown')}</>}
        </span>
      </div>
      {html !== undefined && <MarkdownView html={html} />}
      {url !== undefined && <OutsideLink url={url} />}
      {piece.file !== undefined && <FileLink file={piece.file} />}
    </article>
  )
}

export function OutsideLink({ url }: { readonly url: string }) {
  return (
    <p>
      <a href={url} rel="nofollow noopener noreferrer ugc" target="_blank">
        {url}
      </a>
    </p>
  )
}

/** Always a download: nothing that somebody uploaded is shown as a page. */
export function FileLink({ file }: { readonly file: NonNullable<ShownPiece['file']> }) {
  const { t } = useTranslation('enrollments')
  const formatSize = useSize()
  if (file.address === undefined) return <p className="fail">{t('enrollments:piece.quarantined')}</p>
  return (
    <p className="row">
      <a href={file.address} download={file.name}>
        {t('enrollments:piece.download', { name: file.name })}
      </a>
      <span className="small dim">
        {formatSize(file.bytes)}
        {file.checking && <>, {t('enrollments:piece.checking')}</>}
      </span>
    </p>
  )
}
