import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'
import { badgeAltText, badgeWords, yearLetter } from '../../../ui/badge-art/index.ts'
import { Badge, Button, ButtonLink, Hallmarks, StateMark, Time } from '../../../ui/index.ts'
import type { CredentialPageData } from './credential.tsx'
import { STATE_LOOKS } from './state-looks.ts'

/** Badge, name, what it proves, the four marks, whether it is in force. */
export function Hero({ data }: { readonly data: CredentialPageData }) {
  const { t, i18n } = useTranslation('credentials')
  const { page } = data
  const { drawing, shown } = page
  const words = badgeWords[i18n.language === 'es' ? 'es' : 'en']
  const alt = badgeAltText(drawing, words)
  return (
    <section className="hero">
      <div className="plate">
        {page.picture === undefined ? (
          <Badge definition={drawing} size={380} label={alt} />
        ) : (
          <img src={page.picture} width={380} height={380} alt={drawing.title} />
        )}
      </div>
      <div>
        <h1>{shown.name}</h1>
        <p className="who">
          {shown.holder !== undefined && (
            <>
              <b>{shown.holder}</b>
              {': '}
            </>
          )}
          {shown.proves}
        </p>
        <Hallmarks
          definition={drawing}
          label={t('marks.label')}
          words={{
            issuer: shown.issuerName,
            category: t('marks.category', {
              category: words.categories[drawing.category],
            }),
            level: t('marks.level', { level: drawing.level, levels: drawing.levels }),
            year: t('marks.year', { letter: yearLetter(drawing.year), year: drawing.year }),
          }}
        />
        <Standing data={data} />
        <Renewal data={data} />
        <div className="row actions">
          <Verify data={data} />
          <Renew data={data} />
          <ButtonLink to={new URL(shown.achievementId).pathname} reloadDocument>
            {t('page.what_it_takes')}
          </ButtonLink>
        </div>
      </div>
    </section>
  )
}

/** A shared credential is verified as any stranger would; one that is private is handed in by its holder. */
function Verify({ data: { page, query, json } }: { readonly data: CredentialPageData }) {
  const { t } = useTranslation('credentials')
  if (json === undefined)
    return (
      <ButtonLink look="first" to={`/verify/credentials/${page.id}${query}`} reloadDocument>
        {t('page.verify')}
      </ButtonLink>
    )
  return (
    <form method="post" action="/verify">
      <input type="hidden" name="text" value={json} />
      <Button look="first">{t('page.verify')}</Button>
    </form>
  )
}

/** A form of its own: the page is sent without scripts. */
function Renew({ data: { page, renewAt } }: { readonly data: CredentialPageData }) {
  const { t } = useTranslation('credentials')
  if (renewAt === undefined) return null
  return (
    <form method="post" action={`/o/${renewAt}/renewals`}>
      <input type="hidden" name="credentialId" value={page.id} />
      <Button>{t('renewal.renew')}</Button>
    </form>
  )
}

/** What it renews, and what renews it, as far as the reader may see those. */
function Renewal({ data: { renewal, timeZone } }: { readonly data: CredentialPageData }) {
  const { t, i18n } = useTranslation('credentials')
  const link = (key: 'renews' | 'renewed_by') => {
    const other = key === 'renews' ? renewal.renews : renewal.renewedBy
    return (
      other !== undefined && (
        <p>
          {t(`renewal.${key}`)}{' '}
          <a href={`/credentials/${other.id}`}>
            {t('renewal.of_day')} <Time at={other.validFrom} locale={i18n.language} timeZone={timeZone} />
          </a>
        </p>
      )
    )
  }
  return (
    <>
      {link('renewed_by')}
      {link('renews')}
    </>
  )
}

/** In force, or why not. */
function Standing({ data: { page, timeZone } }: { readonly data: CredentialPageData }) {
  const { t, i18n } = useTranslation('credentials')
  const day = (at: string) =>
    new Intl.DateTimeFormat(formatLocale(i18n.language), { dateStyle: 'long', timeZone }).format(new Date(at))
  const { mark, tone } = STATE_LOOKS[page.state]
  const from = day(page.validFrom)
  const until = page.validUntil === undefined ? '' : day(page.validUntil)
  return (
    <>
      <p className={`standing ${tone}`}>
        <StateMark state={mark} />
        {page.state === 'in_force' && page.validUntil === undefined
          ? t('standing.in_force_open', { from })
          : t(`standing.${page.state}`, { from, until, at: day(page.change?.at ?? page.validFrom) })}
      </p>
      {page.change !== undefined && (
        <p className="small">{t('standing.reason', { reason: page.change.reason })}</p>
      )}
    </>
  )
}
