import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { Button } from '../../../ui/index.ts'

/** Rows on a page of a list. */
export const PAGE_SIZE = 25

/** The page that an address asks for; the first for anything odd. */
export function pageNumber(search: URLSearchParams): number {
  const page = Number(search.get('page') ?? '1')
  return Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1
}

/** An address with what is set of these as its query. */
export function addressOf(base: string, query: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '' && !(name === 'page' && value === '1')) search.set(name, value)
  return search.size === 0 ? base : `${base}?${search}`
}

export interface SearchFormProps {
  readonly base: string
  readonly q: string
  /** Other filters that stay. */
  readonly kept?: Readonly<Record<string, string | undefined>>
}

/** One field that narrows a list by words; the words stand in the address. */
export function SearchForm({ base, q, kept = {} }: SearchFormProps) {
  const { t } = useTranslation('achievements')
  return (
    <Form method="get" action={base} className="ask" role="search">
      {Object.entries(kept).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <input
        className="field"
        type="search"
        name="q"
        aria-label={t('achievements:search.label')}
        placeholder={t('achievements:search.label')}
        defaultValue={q}
        maxLength={200}
      />
      <Button>{t('achievements:search.go')}</Button>
    </Form>
  )
}
