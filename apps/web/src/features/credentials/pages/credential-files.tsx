import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../../ui/index.ts'

export interface CredentialFilesProps {
  /** What the names of the files stand behind. */
  readonly base: string
  /** Kept in every link, so that who came by a link stays in. */
  readonly query: string
  /** A credential that is revoked or suspended has no certificate. */
  readonly inForce: boolean
  /** The reader gets a part of it; a token is signed over the whole. Default no. */
  readonly inPart?: boolean
}

const FILES = [
  ['pdf', 'certificate.pdf'],
  ['png', 'badge.png'],
  ['svg', 'badge.svg'],
  ['json', 'credential.json'],
  ['jwt', 'credential.jwt'],
] as const

/** Every form that a credential can be taken away in. */
export function CredentialFiles({ base, query, inForce, inPart = false }: CredentialFilesProps) {
  const { t } = useTranslation('credentials')
  const offered = FILES.filter(([kind]) => (inForce || kind !== 'pdf') && !(inPart && kind === 'jwt'))
  return (
    <>
      <p className="row">
        {offered.map(([kind, name]) => (
          <ButtonLink key={kind} to={`${base}/${name}${query}`} download={name}>
            {t(`credentials:proof.${kind}`)}
          </ButtonLink>
        ))}
      </p>
      {inPart && <p className="small mid measure">{t('credentials:withheld.files')}</p>}
    </>
  )
}
