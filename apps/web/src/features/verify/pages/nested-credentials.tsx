import { useTranslation } from 'react-i18next'
import { Item, ItemList, Tag } from '../../../ui/index.ts'
import { nestedRows } from '../schema/nested-rows.ts'
import type { NestedView } from '../schema/report-view.ts'

/** The credentials inside a record, each with its own verdict. */
export function NestedCredentials({ nested }: { readonly nested: readonly NestedView[] }) {
  const { t } = useTranslation('verify')
  return (
    <ItemList label={t('verify:nested.title')}>
      {nestedRows(t, nested).map(({ pointer, title, words, tone, verdict }) => (
        <Item key={pointer} title={<bdi>{title}</bdi>} end={<Tag tone={tone}>{verdict}</Tag>}>
          {words}
        </Item>
      ))}
    </ItemList>
  )
}
