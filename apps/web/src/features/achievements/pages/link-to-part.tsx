import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../../ui/index.ts'
import type { Part } from '../schema/draft-parts.ts'

/** From one part of the editor to another. */
export function LinkToPart({ part }: { readonly part: Part }) {
  const { t } = useTranslation('achievements')
  return <ButtonLink to={`?part=${part}`}>{t(`achievements:parts.${part}`)}</ButtonLink>
}
