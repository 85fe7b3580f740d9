import { useTranslation } from 'react-i18next'
import { ItemList, LedgerSection } from '../../../ui/index.ts'
import type { Duties, Next } from '../present.ts'
import type { PeopleFigures, ProgramFigures } from '../queries.ts'
import { Line } from './duty-line.tsx'
import { RoleSection } from './role-section.tsx'
import { useDay } from './use-day.ts'

export interface DutySectionsProps {
  readonly duties: readonly Duties[]
  /** What the title says already. */
  readonly next: Next
  readonly timeZone: string
}

/** What waits because of one's roles, and how what one looks after goes, organization by organization. */
export function DutySections({ duties, next, timeZone }: DutySectionsProps) {
  const told = (kind: 'queue' | 'drafts' | 'people', { slug }: Duties) =>
    next.kind === kind && next.duties.slug === slug
  const queues = duties.filter((one) => one.waiting > 0 && !told('queue', one))
  return (
    <>
      {queues.length > 0 && <Queues queues={queues} timeZone={timeZone} />}
      {duties.map((one) => one.due !== undefined && <DueLines key={one.slug} duties={one} due={one.due} />)}
      {duties.map(
        (one) =>
          one.program !== undefined && (
            <Program
              key={one.slug}
              duties={one}
              program={one.program}
              drafts={told('drafts', one) ? 0 : one.drafts}
              timeZone={timeZone}
            />
          ),
      )}
      {duties.map(
        (one) =>
          one.roles !== undefined && (
            <RoleSection key={one.slug} duties={one} roles={one.roles} timeZone={timeZone} />
          ),
      )}
      {duties.map(
        (one) =>
          one.people !== undefined && (
            <People key={one.slug} duties={one} people={one.people} told={told('people', one)} />
          ),
      )}
    </>
  )
}

function Queues({ queues, timeZone }: { readonly queues: readonly Duties[]; readonly timeZone: string }) {
  const { t } = useTranslation('home')
  const day = useDay(timeZone)
  return (
    <LedgerSection title={t('home:section.judge')}>
      <ItemList label={t('home:section.judge')}>
        {queues.map(({ slug, organization, waiting, oldest, late }) => (
          <Line
            key={slug}
            title={t('home:judge.waiting', { count: waiting, organization })}
            to={`/o/${slug}/queue`}
            label={t('home:action.queue')}
          >
            {oldest !== undefined && t(late ? 'home:judge.late' : 'home:judge.oldest', { date: day(oldest) })}
          </Line>
        ))}
      </ItemList>
    </LedgerSection>
  )
}

/** What is late of what was assigned, and who waits for an answer. */
function DueLines({
  duties: { slug, organization },
  due: { overdue, asked },
}: {
  readonly duties: Duties
  readonly due: NonNullable<Duties['due']>
}) {
  const { t } = useTranslation('home')
  return (
    <LedgerSection title={t('home:section.due')} note={organization}>
      <ItemList label={t('home:section.due')}>
        {asked > 0 && (
          <Line
            title={t('home:due.asked', { count: asked })}
            to={`/o/${slug}/due?view=asked`}
            label={t('home:action.asked')}
          />
        )}
        {overdue > 0 && (
          <Line
            title={t('home:due.overdue', { count: overdue })}
            to={`/o/${slug}/due?view=overdue`}
            label={t('home:action.overdue')}
          />
        )}
      </ItemList>
    </LedgerSection>
  )
}

interface ProgramProps {
  readonly duties: Duties
  readonly program: ProgramFigures
  readonly drafts: number
  readonly timeZone: string
}

/** How the program of one organization goes. */
function Program({ duties, program, drafts, timeZone }: ProgramProps) {
  const { t } = useTranslation('home')
  const day = useDay(timeZone)
  const { slug, organization } = duties
  const { waiting, oldest, late, awarded, ending } = program
  return (
    <LedgerSection title={t('home:section.program')} note={organization}>
      <ItemList label={t('home:section.program')}>
        {drafts > 0 && (
          <Line
            title={t('home:program.drafts', { count: drafts })}
            to={`/o/${slug}/achievements?state=draft`}
            label={t('home:action.drafts')}
          >
            {t('home:program.drafts_text')}
          </Line>
        )}
        {oldest === undefined ? (
          <Line title={t('home:program.none_waits')} />
        ) : (
          <Line title={t('home:program.waiting', { count: waiting })}>
            {t(late ? 'home:judge.late' : 'home:judge.oldest', { date: day(oldest) })}
          </Line>
        )}
        <Line
          title={
            awarded === 0 ? t('home:program.none_awarded') : t('home:program.awarded', { count: awarded })
          }
          to={`/o/${slug}/credentials`}
          label={t('home:action.credentials')}
        >
          {t('home:section.new_note')}
        </Line>
        {ending > 0 && (
          <Line
            title={t('home:program.ending', { count: ending })}
            to={`/o/${slug}/due?view=lapsing`}
            label={t('home:action.lapsing')}
          >
            {t('home:section.expires_note')}
          </Line>
        )}
      </ItemList>
    </LedgerSection>
  )
}

interface PeopleProps {
  readonly duties: Duties
  readonly people: PeopleFigures
  /** Whether the title has said how many there are. */
  readonly told: boolean
}

/** Who belongs to one organization, and who was asked to. */
function People({ duties, people, told }: PeopleProps) {
  const { t } = useTranslation('home')
  const { slug, organization } = duties
  const { members, accounts, invitations } = people
  return (
    <LedgerSection title={t('home:section.people')} note={organization}>
      <ItemList label={t('home:section.people')}>
        {!told && (
          <Line
            title={t('home:people.members', { count: members })}
            to={`/o/${slug}/people`}
            label={t('home:action.people')}
          >
            {t('home:lede.people', { count: accounts })}
          </Line>
        )}
        <Line
          title={
            invitations === 0
              ? t('home:people.none_invited')
              : t('home:people.invitations', { count: invitations })
          }
          to={`/o/${slug}/people#invitations`}
          label={t('home:action.invitations')}
        />
        <Line title={t('home:people.trail')} to={`/o/${slug}/audit`} label={t('home:action.audit')}>
          {t('home:people.trail_text')}
        </Line>
      </ItemList>
    </LedgerSection>
  )
}
