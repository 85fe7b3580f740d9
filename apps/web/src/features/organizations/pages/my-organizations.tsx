import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import {
  ButtonLink,
  ConfirmForm,
  EmptyState,
  LedgerSection,
  MarkPunch,
  Note,
  Time,
} from '../../../ui/index.ts'
import { leaveOrganization } from '../commands/people.ts'
import { mayChangeOwnMembership, mayReadOwnMemberships } from '../policy.ts'
import { presentMembership } from '../present.ts'
import { listMemberships } from '../queries.ts'
import type { Route } from './+types/my-organizations'

export async function loader(args: Route.LoaderArgs) {
  const { deps, language, person } = contextOf(args)
  const rows = await inOwn(args, (scope) => {
    authorize(mayReadOwnMemberships(scope))
    return listMemberships(scope)
  })
  return {
    memberships: rows.map(presentMembership),
    left: new URL(args.request.url).searchParams.has('left'),
    mayMake: deps.config.openOrganizations,
    language,
    timeZone: person?.timeZone ?? 'UTC',
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ id }) => {
    await inOwn(args, (scope) => {
      authorize(mayChangeOwnMembership(scope))
      return leaveOrganization(scope, String(id ?? ''))
    })
    throw redirect('/settings/organizations?left=1')
  })
}

export default function MyOrganizations({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'organizations', 'common'])
  const { memberships, left, mayMake, language, timeZone } = loaderData
  return (
    <LedgerSection
      title={t('settings:parts.organizations')}
      note={t('settings:organizations.note')}
      rule="none"
    >
      <title>{t('common:page_title', { title: t('settings:parts.organizations') })}</title>
      <div className="stack">
        {left && <Note tone="pass">{t('settings:organizations.left')}</Note>}
        <FormErrors form={formState(actionData)} />
        {memberships.length === 0 && (
          <EmptyState title={t('settings:organizations.none')}>
            {t('settings:organizations.none_more')}
          </EmptyState>
        )}
      </div>
      <ul className="rows">
        {memberships.map((membership) => (
          <li key={membership.id} className="wraps">
            <div className="art">
              <MarkPunch mark={membership.mark} />
            </div>
            <div className="words">
              <h3>{membership.name}</h3>
              <p>
                {membership.roles.map((role) => t(`common:roles.${role}`)).join(', ')}
                {' · '}
                {t('settings:organizations.since')}{' '}
                <Time at={membership.joinedAt} locale={language} timeZone={timeZone} />
              </p>
            </div>
            <div className="end">
              <ConfirmForm
                ask={t('settings:organizations.leave')}
                confirm={t('settings:organizations.leave_confirm', membership)}
                values={{ id: membership.id }}
              >
                {t('settings:organizations.leave_text', { name: membership.name })}
              </ConfirmForm>
            </div>
          </li>
        ))}
      </ul>
      {mayMake && (
        <div className="actions">
          <ButtonLink to="/organizations/new">{t('organizations:new.title')}</ButtonLink>
        </div>
      )}
    </LedgerSection>
  )
}
