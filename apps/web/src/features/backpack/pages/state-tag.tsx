import { useTranslation } from 'react-i18next'
import { type MarkState, Tag, type Tone } from '../../../ui/index.ts'
import type { EntryState } from '../schema/terms.ts'

const LOOKS: Readonly<Record<EntryState, { readonly tone: Tone; readonly mark: MarkState }>> = {
  in_force: { tone: 'pass', mark: 'passed' },
  expired: { tone: 'amber', mark: 'half' },
  suspended: { tone: 'amber', mark: 'half' },
  revoked: { tone: 'fail', mark: 'failed' },
  unconfirmed: { tone: 'amber', mark: 'unknown' },
  invalid: { tone: 'fail', mark: 'failed' },
  signing: { tone: 'plain', mark: 'empty' },
}

/** How a badge stands, in a shape and a word. */
export function StateTag({ state }: { readonly state: EntryState }) {
  const { t } = useTranslation('backpack')
  return <Tag {...LOOKS[state]}>{t(`backpack:states.${state}`)}</Tag>
}
