import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { ConfirmForm, LedgerSection } from '../../../ui/index.ts'

export interface RemoveSectionProps {
  readonly ask: string
  readonly actionData: unknown
  /** What becomes of its people. */
  readonly children: ReactNode
}

/** Removes what the page is about after asking, by the intent `remove`. */
export function RemoveSection({ ask, actionData, children }: RemoveSectionProps) {
  const { t } = useTranslation('structure')
  return (
    <LedgerSection title={t('structure:remove')}>
      <FormErrors form={formState(actionData, 'remove')} />
      <ConfirmForm ask={ask} confirm={t('structure:remove_it')} values={{ intent: 'remove' }}>
        {children}
      </ConfirmForm>
    </LedgerSection>
  )
}
