import { useTranslation } from 'react-i18next'
import { LedgerSection } from '../../../ui/index.ts'
import type { Draft } from '../schema/draft.ts'
import { ACHIEVEMENT_TYPES, PROOF_TYPES } from '../schema/terms.ts'
import { Count, Line, Lines, Pick } from './editor-form.tsx'

/** What it proves, for whom, and in which frame. */
export function EditBasics({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation('achievements')
  return (
    <>
      <LedgerSection
        rule="main"
        title={t('achievements:basics.proves')}
        note={t('achievements:basics.proves_note')}
      >
        <div className="form">
          <Line name="name" label={t('achievements:fields.name')} value={draft.name} max={200} />
          <Lines
            name="proves"
            label={t('achievements:fields.proves')}
            hint={t('achievements:hints.proves')}
            value={draft.proves}
            max={1000}
          />
          <Pick
            name="proofType"
            label={t('achievements:fields.proofType')}
            hint={t('achievements:hints.proofType')}
            value={draft.proofType}
            options={PROOF_TYPES.map((value) => ({ value, label: t(`achievements:proof_types.${value}`) }))}
          />
          <Pick
            name="achievementType"
            label={t('achievements:fields.achievementType')}
            hint={t('achievements:hints.achievementType')}
            value={draft.achievementType}
            options={ACHIEVEMENT_TYPES.map((value) => ({ value, label: t(`achievements:types.${value}`) }))}
          />
        </div>
      </LedgerSection>
      <LedgerSection title={t('achievements:basics.audience')}>
        <div className="form">
          <Lines
            name="audience"
            label={t('achievements:fields.audience')}
            value={draft.audience}
            max={1000}
            rows={2}
            optional
          />
          <Lines
            name="description"
            label={t('achievements:fields.description')}
            hint={t('achievements:hints.description')}
            value={draft.description}
            max={8000}
            rows={5}
            optional
          />
          <Pick
            name="language"
            label={t('achievements:fields.language')}
            hint={t('achievements:hints.language')}
            value={draft.language}
            options={(['en', 'es'] as const).map((value) => ({
              value,
              label: t(`achievements:languages.${value}`),
            }))}
          />
        </div>
      </LedgerSection>
      <LedgerSection title={t('achievements:basics.frame')}>
        <div className="form numbers">
          <Count
            name="effortHours"
            label={t('achievements:fields.effortHours')}
            hint={t('achievements:hints.effortHours')}
            value={draft.effortHours}
            min={0}
            max={1000}
            step="any"
          />
          <Count
            name="turnaroundDays"
            label={t('achievements:fields.turnaroundDays')}
            hint={t('achievements:hints.turnaroundDays')}
            value={draft.turnaroundDays}
            min={1}
            max={90}
          />
          <Count
            name="validityMonths"
            label={t('achievements:fields.validityMonths')}
            hint={t('achievements:hints.validityMonths')}
            value={draft.validityMonths}
            min={1}
            max={240}
            optional
          />
        </div>
      </LedgerSection>
    </>
  )
}
