import { useTranslation } from 'react-i18next'
import { Tag } from '../../../ui/index.ts'
import { ENTRY_LOOKS } from '../schema/state-looks.ts'
import type { EntryState } from '../schema/terms.ts'

/** How a badge stands, in a shape and a word. */
export function StateTag({ state }: { readonly state: EntryState }) {
  const { t } = useTranslation('backpack')
  return <Tag {...ENTRY_LOOKS[state]}>{t(`backpack:states.${state}`)}</Tag>
}
