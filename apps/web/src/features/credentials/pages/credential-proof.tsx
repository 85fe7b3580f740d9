import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'
import { ButtonLink, Facts, LedgerSection, Note } from '../../../ui/index.ts'
import type { CredentialPageData } from './credential.tsx'
import { CredentialFiles } from './credential-files.tsx'
import { WithheldList } from './withheld.tsx'

interface PartProps {
  readonly data: CredentialPageData
}

/** What lets a stranger trust it, and the files to take away. */
export function Proof({ data: { page, query, withheld } }: PartProps) {
  const { t, i18n } = useTranslation('credentials')
  const { proof, skills, issuerId, issuerName } = page.shown
  const inPart = withheld.length > 0
  // The signed instant is told in UTC, as it stands in the credential.
  const signedAt = new Intl.DateTimeFormat(formatLocale(i18n.language), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(new Date(proof.created))
  return (
    <LedgerSection title={t('proof.title')} note={t('proof.note')}>
      <Facts
        items={[
          {
            term: t('proof.signed'),
            value: t('proof.signed_value', { at: signedAt, key: page.key, suite: proof.suite }),
          },
          {
            term: t('proof.issuer'),
            value: (
              <>
                <a href={new URL(issuerId).pathname}>{issuerName}</a>{' '}
                <span className="address">{new URL(issuerId).host}</span>
              </>
            ),
          },
          { term: t('proof.log'), value: t(inPart ? 'proof.log_in_part' : 'proof.not_logged') },
          {
            term: t('proof.digest'),
            value: <span className="address">sha-256 {page.digest}</span>,
          },
          { term: t('proof.skills'), value: skills.length === 0 ? undefined : <Skills skills={skills} /> },
        ]}
      />
      <CredentialFiles
        base={`/credentials/${page.id}`}
        query={query}
        inForce={page.state !== 'revoked' && page.state !== 'suspended'}
        inPart={inPart}
      />
    </LedgerSection>
  )
}

function Skills({ skills }: { readonly skills: CredentialPageData['page']['shown']['skills'] }) {
  return (
    <ul>
      {skills.map(({ name, url }) => (
        <li key={url}>
          <a href={url} rel="noreferrer">
            {name}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The link for all; for the holder also where it is switched, and LinkedIn's form. */
export function Share({ data: { page, access, sharing, linkedIn, address } }: PartProps) {
  const { t } = useTranslation('credentials')
  const own = access === 'holder'
  return (
    <LedgerSection title={t('share.title')}>
      {own && page.hidden.length > 0 && (
        <>
          <p>{t('withheld.own')}</p>
          <WithheldList groups={page.hidden} />
        </>
      )}
      {own && (
        <Note tone={sharing === 'private' ? 'amber' : 'plain'}>
          <p>{t(`share.${sharing}`)}</p>
        </Note>
      )}
      {(sharing === 'public' || access === 'link') && <p className="address">{address}</p>}
      {own && (
        <p className="row">
          <ButtonLink to="/backpack" reloadDocument>
            {t('share.change')}
          </ButtonLink>
          {sharing === 'public' && (
            <a className="btn" href={linkedIn} rel="noreferrer">
              {t('share.linkedin')}
            </a>
          )}
        </p>
      )}
    </LedgerSection>
  )
}
