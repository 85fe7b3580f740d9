import type { ReactNode } from 'react'
import { ButtonLink, Item } from '../../../ui/index.ts'

interface LineProps {
  readonly title: string
  readonly children?: ReactNode
  /** Where it leads; with `label`, what the button says. */
  readonly to?: string
  readonly label?: string
}

/** One duty: what it is, and where it leads. */
export function Line({ title, children, to, label }: LineProps) {
  return (
    <Item
      title={title}
      {...(to !== undefined && {
        end: (
          <ButtonLink small to={to}>
            {label}
          </ButtonLink>
        ),
      })}
    >
      {children}
    </Item>
  )
}
