import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../../ui/index.ts'

export interface CredentialFilesProps {
  /** What the names of the files stand behind. */
  readonly base: string
  /** Kept in every link, so that who came by a link stays in. */
  readonly query: string
  /** A credential that is revoked or suspended has no certificate. */
  readonly inForce: boolean
}

const FILES = [
  ['pdf', 'certificate.pdf'],
  ['png', 'badge.png'],
  ['svg', 'badge.svg'],
  ['json', 'credential.json'],
  ['jwt', 'credential.jwt'],
] as const

/** Every form that a credential can be taken away in. */
export function CredentialFiles({ base, query, inForce }: CredentialFilesProps) {
  const { t } = useTranslation('credentials')
  return (
    <p className="row">
      {FILES.filter(([kind]) => inForce || kind !== 'pdf').map(([kind, name]) => (
        <ButtonLink key={kind} to={`${base}/${name}${query}`} download={name}>
          {t(`credentials:proof.${kind}`)}
        </ButtonLink>
      ))}
    </p>
  )
}
