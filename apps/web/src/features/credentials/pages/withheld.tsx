import { useTranslation } from 'react-i18next'
import { LedgerSection, StateMark } from '../../../ui/index.ts'
import type { Hideable } from '../schema/hideable.ts'
import type { CredentialPageData } from './credential.tsx'

/** What the holder chose not to show, in words: nobody is to take what is hidden for missing. */
export function Withheld({ data: { withheld } }: { readonly data: CredentialPageData }) {
  const { t } = useTranslation('credentials')
  if (withheld.length === 0) return null
  return (
    <LedgerSection title={t('withheld.title')} note={t('withheld.note')} rule="main">
      <p className="measure">{t('withheld.lede')}</p>
      <WithheldList groups={withheld} />
    </LedgerSection>
  )
}

/** Groups of fields by name, each with the mark of what is not there to be looked at. */
export function WithheldList({ groups }: { readonly groups: readonly Hideable[] }) {
  const { t } = useTranslation('credentials')
  return (
    <ul className="asked" aria-label={t('withheld.title')}>
      {groups.map((group) => (
        <li key={group}>
          <StateMark state="empty" />
          <span>{t(`hideable.${group}`)}</span>
        </li>
      ))}
    </ul>
  )
}
