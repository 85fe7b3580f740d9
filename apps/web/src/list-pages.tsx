import { useTranslation } from 'react-i18next'
import { Pagination, type PaginationProps } from './ui/index.ts'

export type ListPagesProps = Pick<PaginationProps, 'page' | 'pages' | 'address' | 'count'>

/** The pages of a list, in the words that every list has for them. */
export function ListPages(props: ListPagesProps) {
  const { t } = useTranslation('common')
  return (
    <Pagination
      {...props}
      label={t('common:pages')}
      previous={t('common:previous')}
      next={t('common:next')}
      pageLabel={(page) => t('common:page_number', { page })}
    />
  )
}
