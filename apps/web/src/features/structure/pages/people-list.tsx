import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../../../ui/index.ts'
import type { presentMember } from '../present.ts'

type ShownMember = ReturnType<typeof presentMember>

export interface PeopleListProps {
  readonly people: readonly ShownMember[]
  /** Address of the list of people. */
  readonly base: string
  /** Each line has a box of the field `personIds[]`; the list stands inside a form. */
  readonly choosing: boolean
  /** Ids of those whose box is on. Default: nobody's. */
  readonly chosen?: readonly string[]
  /** Said when nobody is in it. */
  readonly empty: string
}

/** Members with manager and job title, and a box each where something can be done with them. */
export function PeopleList({ people, base, choosing, chosen = [], empty }: PeopleListProps) {
  const { t } = useTranslation(['structure', 'organizations'])
  if (people.length === 0) return <EmptyState title={empty} />
  return (
    <table className="stacks hover">
      <caption className="sr">{t('structure:members')}</caption>
      <thead>
        <tr>
          {choosing && (
            <th scope="col">
              <span className="sr">{t('structure:choose')}</span>
            </th>
          )}
          <th scope="col">{t('organizations:people.name')}</th>
          <th scope="col">{t('organizations:people.job_title')}</th>
          <th scope="col">{t('organizations:member.manager')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            {choosing && (
              <td>
                <input
                  type="checkbox"
                  name="personIds[]"
                  value={person.id}
                  defaultChecked={chosen.includes(person.id)}
                  aria-label={t('structure:choose_name', { name: person.name })}
                />
              </td>
            )}
            <th scope="row">
              <Link to={`${base}/${person.id}`}>{person.name}</Link>
              <span className="small dim">{person.email}</span>
            </th>
            <td data-label={t('organizations:people.job_title')}>{person.jobTitle}</td>
            <td data-label={t('organizations:member.manager')}>{person.managerName}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
