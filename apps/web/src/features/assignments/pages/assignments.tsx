import { useTranslation } from 'react-i18next'
import { Link, redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { searchingFormAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  ButtonLink,
  EmptyState,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  Pagination,
  Tag,
} from '../../../ui/index.ts'
import { createAssignment } from '../commands/assign.ts'
import { mayAssign, mayAssignToAnybody, mayOpenAssignments, maySeeAllDuties } from '../policy.ts'
import { presentAssignment } from '../present.ts'
import { listAssignments } from '../queries/assignments.ts'
import { findAssignable, loadChoices, loadGiven } from '../queries/choices.ts'
import { isReportHere } from '../queries/whose.ts'
import { assignmentFormSchema, inputOfForm, pageNumberSchema } from '../schema.ts'
import type { Route } from './+types/assignments'
import { AssignForm } from './assign-form.tsx'
import { AssignmentWords, useTarget } from './assignment-words.tsx'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const page = parseInput(pageNumberSchema, new URL(args.request.url).searchParams.get('page') ?? undefined)
  const found = await inOrganization(args, async (scope) => {
    authorize(mayOpenAssignments(scope))
    const assignedBy = maySeeAllDuties(scope) ? undefined : scope.personId
    const { items, total } = await listAssignments(scope, {
      assignedBy,
      limit: PAGE,
      offset: (page - 1) * PAGE,
    })
    const anybody = mayAssignToAnybody(scope)
    return {
      items: items.map(presentAssignment),
      total,
      anybody,
      choices: await loadChoices(scope, anybody),
      given: await loadGiven(scope, new URL(args.request.url).searchParams, anybody),
    }
  })
  const base = `/o/${args.params.org}`
  return { ...found, page, language, timeZone: person?.timeZone ?? 'UTC', base }
}

export function action(args: Route.ActionArgs) {
  const find = (words: string) =>
    inOrganization(args, async (scope) => {
      authorize(mayOpenAssignments(scope))
      return findAssignable(scope, mayAssignToAnybody(scope), words)
    })
  return searchingFormAction(args, find, async (fields) => {
    const input = inputOfForm(parseInput(assignmentFormSchema, fields, contextOf(args).language))
    const { id } = await inOrganization(args, async (scope) => {
      const { target } = input
      const toReport = target.kind === 'person' && (await isReportHere(scope, target.id))
      authorize(mayAssign(scope, { toReport }))
      return createAssignment(scope, input)
    })
    throw redirect(`/o/${args.params.org}/assignments/${id}?saved=1`)
  })
}

export default function Assignments({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['assignments', 'common'])
  const { items, total, page, base } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('assignments:name') })}</title>
      <Head
        title={t('assignments:title', { count: total })}
        lede={t('assignments:lede')}
        actions={<ButtonLink to={`${base}/due`}>{t('assignments:due_lists')}</ButtonLink>}
      />
      <LedgerSection title={t('assignments:all')} rule="main">
        {items.length === 0 ? (
          <EmptyState title={t('assignments:none')}>{t('assignments:none_more')}</EmptyState>
        ) : (
          <ItemList label={t('assignments:name')}>
            {items.map((one) => (
              <AssignmentItem key={one.id} one={one} {...loaderData} />
            ))}
          </ItemList>
        )}
        <Pagination
          label={t('common:pages')}
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `?page=${n}`}
          previous={t('common:previous')}
          next={t('common:next')}
          pageLabel={(n) => t('common:page_number', { page: n })}
        />
      </LedgerSection>
      <LedgerSection id="new" title={t('assignments:new')}>
        <AssignForm {...loaderData} actionData={actionData} />
      </LedgerSection>
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function AssignmentItem({
  one,
  base,
  language,
  timeZone,
}: Pick<Data, 'base' | 'language' | 'timeZone'> & { readonly one: Data['items'][number] }) {
  const { t } = useTranslation('assignments')
  const target = useTarget()
  return (
    <Item
      title={
        <Link to={`${base}/assignments/${one.id}`}>
          {one.achievement} · {target(one)}
        </Link>
      }
      end={
        <span className="row">
          {one.overdue > 0 && <Tag tone="fail">{t('assignments:overdue_count', { count: one.overdue })}</Tag>}
          {one.endedAt !== null && <Tag>{t('assignments:ended')}</Tag>}
          <span className="small dim">{t('assignments:counts', one)}</span>
        </span>
      }
    >
      <AssignmentWords assignment={one} language={language} timeZone={timeZone} />
    </Item>
  )
}
