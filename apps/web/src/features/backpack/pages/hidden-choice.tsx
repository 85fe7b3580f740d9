import { useTranslation } from 'react-i18next'
import { ChoiceGroup } from '../../../ui/index.ts'
import type { Hideable } from '../../credentials/schema/hideable.ts'

export interface HiddenChoiceProps {
  readonly name: string
  /** Default: that of the field's name. */
  readonly id?: string
  readonly label: string
  readonly hint?: string
  readonly hideable: readonly Hideable[]
  readonly hidden?: readonly Hideable[]
}

/** What of a badge is to be hidden, in words that its holder knows. */
export function HiddenChoice({ hideable, hidden = [], ...field }: HiddenChoiceProps) {
  const { t } = useTranslation('credentials')
  const options = hideable.map((group) => ({
    value: group,
    label: t(`credentials:hideable.${group}`),
    hint: t(`credentials:hideable_hints.${group}`),
  }))
  return <ChoiceGroup {...field} pick="some" options={options} chosen={hidden} />
}
