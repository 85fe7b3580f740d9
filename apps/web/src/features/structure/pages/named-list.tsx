import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Item, ItemList } from '../../../ui/index.ts'

interface Named {
  readonly id: string
  readonly name: string
  readonly people: number
}

export interface NamedListProps<T extends Named> {
  readonly label: string
  readonly things: readonly T[]
  /** Address of the list, below which each is found by its id. */
  readonly address: string
  /** What is said of one below its name. */
  readonly children: (thing: T) => ReactNode
}

/** Things with a name, each with how many people belong to it. */
export function NamedList<T extends Named>({ label, things, address, children }: NamedListProps<T>) {
  const { t } = useTranslation('structure')
  return (
    <ItemList label={label}>
      {things.map((thing) => (
        <Item
          key={thing.id}
          title={<Link to={`${address}/${thing.id}`}>{thing.name}</Link>}
          end={<span className="num">{t('structure:people_count', { count: thing.people })}</span>}
        >
          {children(thing)}
        </Item>
      ))}
    </ItemList>
  )
}
