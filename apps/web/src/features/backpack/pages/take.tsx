import { useTranslation } from 'react-i18next'
import { Button, ButtonLink, LedgerSection, More } from '../../../ui/index.ts'
import type { Hideable } from '../../credentials/schema/hideable.ts'
import type { ShownEntry } from '../present.ts'
import { HiddenChoice } from './hidden-choice.tsx'

interface EntryProps {
  readonly entry: ShownEntry
}

/** What was issued here comes in every form; what was brought, as it was brought. */
export function Take({ entry, hideable }: EntryProps & { readonly hideable: readonly Hideable[] }) {
  const { t } = useTranslation('backpack')
  const ended = entry.state === 'revoked' || entry.state === 'suspended'
  return (
    <LedgerSection title={t('backpack:entry.take')} note={t('backpack:entry.take_note')}>
      {entry.credentialId === null ? (
        <TakeImported entry={entry} />
      ) : (
        <p className="row">
          {ISSUED_FILES.filter(([kind]) => kind !== 'pdf' || !ended).map(([kind, name]) => (
            <ButtonLink key={kind} to={`/credentials/${entry.credentialId}/${name}`} download={name}>
              {t(`backpack:entry.${kind}`)}
            </ButtonLink>
          ))}
        </p>
      )}
      {entry.credentialId !== null && hideable.length > 0 && (
        <TakePart credentialId={entry.credentialId} hideable={hideable} />
      )}
    </LedgerSection>
  )
}

interface TakePartProps {
  readonly credentialId: string
  readonly hideable: readonly Hideable[]
}

/** A form that asks for a file: what is chosen stands in its address. */
function TakePart({ credentialId, hideable }: TakePartProps) {
  const { t } = useTranslation('backpack')
  return (
    <More summary={t('backpack:entry.part')}>
      <form method="get" className="form">
        <HiddenChoice name="hide" id="part-hide" hideable={hideable} label={t('backpack:entry.part_hide')} />
        <p className="small mid">{t('backpack:entry.part_note')}</p>
        <div className="row">
          {PART_FILES.map(([kind, name]) => (
            <Button key={kind} formAction={`/credentials/${credentialId}/${name}`}>
              {t(`backpack:entry.${kind}`)}
            </Button>
          ))}
        </div>
      </form>
    </More>
  )
}

const PART_FILES = [
  ['json', 'part.json'],
  ['png', 'part.png'],
  ['svg', 'part.svg'],
] as const

const ISSUED_FILES = [
  ['pdf', 'certificate.pdf'],
  ['png', 'badge.png'],
  ['svg', 'badge.svg'],
  ['json', 'credential.json'],
  ['jwt', 'credential.jwt'],
] as const

function TakeImported({ entry }: EntryProps) {
  const { t } = useTranslation('backpack')
  return (
    <p className="row">
      <ButtonLink to={`/b/${entry.id}/badge.json`} download>
        {t(/-jw[ts]$/.test(entry.format ?? '') ? 'backpack:entry.jwt' : 'backpack:entry.json')}
      </ButtonLink>
      {entry.format?.endsWith('-svg') === true && (
        <ButtonLink to={`/b/${entry.id}/badge.svg`} download>
          {t('backpack:entry.svg')}
        </ButtonLink>
      )}
      {entry.picture === undefined ? (
        <span className="small dim">{t('backpack:entry.no_picture')}</span>
      ) : (
        <ButtonLink to={`/b/${entry.id}/badge.png`} download>
          {t('backpack:entry.png')}
        </ButtonLink>
      )}
    </p>
  )
}
