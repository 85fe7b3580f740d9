import { useTranslation } from 'react-i18next'
import { Day, Tag } from '../../../ui/index.ts'
import type { ShownObserved } from '../present/assess-page.ts'

/** What observers saw of one criterion: it is judged already, and the assessor reads it. */
export function ObservedEvidence({ criterion }: { readonly criterion: ShownObserved }) {
  const { t } = useTranslation('assessments')
  const { id, title, occasions, observers, observations } = criterion
  const counting = observations.filter(({ sufficient, endedHow }) => sufficient && endedHow === null)
  return (
    <div className="criterion" id={`c-${id}`}>
      <div className="split">
        <h2>{title}</h2>
        <span className="small dim">
          {t('assessments:observed.count', { seen: counting.length, count: occasions })}
          {observers > 1 && ` ${t('assessments:observed.observers', { count: observers })}`}
        </span>
      </div>
      {observations.map((one) => (
        <Observed key={one.id} one={one} />
      ))}
    </div>
  )
}

function Observed({ one }: { readonly one: ShownObserved['observations'][number] }) {
  const { t, i18n } = useTranslation('assessments')
  return (
    <article className="doc" id={`o-${one.id}`}>
      <div className="split">
        <h3>
          <Day day={one.on} locale={i18n.language} />
        </h3>
        {one.endedHow === null ? (
          <Tag tone={one.sufficient ? 'pass' : 'plain'} mark={one.sufficient ? 'passed' : 'half'}>
            {t(one.sufficient ? 'assessments:observed.counts' : 'assessments:observed.short')}
          </Tag>
        ) : (
          <Tag>{t(`assessments:observed.ended.${one.endedHow}`)}</Tag>
        )}
      </div>
      <p className="small">
        {t(`assessments:observed.by_${one.capacity}`, { name: one.observer })} {one.place}
      </p>
      <p className="tiny dim">
        <span title={one.digest}>{t('assessments:evidence.digest', { start: one.digest.slice(0, 12) })}</span>
      </p>
      <dl className="facts">
        {one.rows.map(({ id, title, level, reached }) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd className={reached ? undefined : 'amber'}>{level ?? t('assessments:observed.not_seen')}</dd>
          </div>
        ))}
      </dl>
      {one.note !== '' && <p className="said">{one.note}</p>}
      {one.files.map(({ id, name, address }) => (
        <p key={id}>
          <a href={address} download={name}>
            {t('assessments:evidence.download', { name })}
          </a>
        </p>
      ))}
      {one.remarks.map(({ id, kind, text }) => (
        <p key={id}>
          <span className="strong">{t(`assessments:observed.remarks.${kind}`)}</span>{' '}
          <span className="said">{text}</span>
        </p>
      ))}
    </article>
  )
}
