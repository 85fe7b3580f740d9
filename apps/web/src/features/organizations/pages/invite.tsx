import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import type { Translate } from '../../../i18n/translate.ts'
import { ROLES } from '../../../roles.ts'
import {
  Button,
  ButtonLink,
  ChoiceGroup,
  Head,
  Page,
  SelectField,
  TextAreaField,
  TextField,
} from '../../../ui/index.ts'
import { departmentChoices } from '../../structure/queries.ts'
import { invite } from '../commands/invitations.ts'
import { mayManagePeople } from '../policy.ts'
import { INVITATION_DAYS, invitationsSchema, invitedLines } from '../schema.ts'
import type { Route } from './+types/invite'

export async function loader(args: Route.LoaderArgs) {
  const departments = await inOrganization(args, (scope) => {
    authorize(mayManagePeople(scope))
    return departmentChoices(scope)
  })
  return { base: `/o/${args.params.org}/people`, days: INVITATION_DAYS, departments }
}

/** All or none: when one address cannot be invited, no letter goes out. */
export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const { language } = contextOf(args)
    const lines = invitedLines(String(fields.people ?? ''))
    try {
      const { people, ...shared } = parseInput(invitationsSchema, fields, language)
      await inOrganization(args, async (scope) => {
        authorize(mayManagePeople(scope))
        for (const [at, { name, address }] of people.entries())
          await inLine(at, () => invite(scope, { ...shared, address, name }))
      })
    } catch (error) {
      throw namingLines(error, lines, translateIn(language))
    }
    throw redirect(`/o/${args.params.org}/people?done=invited`)
  })
}

/** Tells a wrong address by the place of its line. */
async function inLine<T>(at: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.fields.length === 0) throw error
    throw new AppError(error.code, error.message, {
      fields: error.fields.map((field) => ({ ...field, path: `people.${at}` })),
    })
  }
}

/** Puts the line itself before what is wrong with it; in a list of fifty a number would not help. */
function namingLines(error: unknown, lines: readonly string[], t: Translate): unknown {
  if (!(error instanceof AppError)) return error
  const fields = error.fields.map((field) => {
    const line = lines[Number(/^people\.(\d+)/.exec(field.path)?.[1] ?? -1)]
    if (line === undefined) return field
    const sentence = t(`errors:${field.code}` as 'errors:not_found', { defaultValue: field.message })
    return { ...field, code: `line_${field.code}`, message: `${line}: ${sentence}` }
  })
  return new AppError(error.code, error.message, { fields, text: error.text })
}

export default function Invite({
  loaderData: { base, days, departments },
  actionData,
}: Route.ComponentProps) {
  const { t } = useTranslation(['organizations', 'common', 'errors'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('organizations:invite.title') })}</title>
      <Head
        title={t('organizations:invite.title')}
        lede={t('organizations:invite.lede', { count: days })}
        crumbs={{ label: t('common:crumbs'), items: [{ to: base, label: t('common:nav.people') }] }}
      />
      <Form method="post" className="form">
        <FormErrors form={form} names={['people', 'roles', 'departmentId', 'jobTitle']} />
        <TextAreaField
          name="people"
          label={t('organizations:invite.people')}
          hint={t('organizations:invite.people_hint')}
          required
          rows={5}
          autoComplete="off"
          spellCheck={false}
          defaultValue={form.typed('people')}
          error={form.error('people')}
        />
        <RoleChoices chosen={form.chosen('roles[]', ['learner'])} error={form.error('roles')} />
        <SelectField
          name="departmentId"
          label={t('organizations:people.department')}
          optional={t('common:optional')}
          empty={t('organizations:people.no_department')}
          options={departments}
          defaultValue={form.typed('departmentId')}
          error={form.error('departmentId')}
        />
        <TextField
          name="jobTitle"
          label={t('organizations:people.job_title')}
          optional={t('common:optional')}
          maxLength={120}
          defaultValue={form.typed('jobTitle')}
          error={form.error('jobTitle')}
        />
        <div className="actions">
          <Button look="first">{t('organizations:invite.send')}</Button>
          <ButtonLink look="quiet" to={base}>
            {t('common:cancel')}
          </ButtonLink>
        </div>
      </Form>
    </Page>
  )
}

/** All roles with what each may do; those whose pages do not exist yet can be given already. */
export function RoleChoices({
  chosen,
  error,
}: {
  readonly chosen: readonly string[]
  readonly error: string | undefined
}) {
  const { t } = useTranslation(['organizations', 'common'])
  return (
    <ChoiceGroup
      name="roles[]"
      id="f-roles"
      pick="some"
      label={t('organizations:people.roles')}
      options={ROLES.map((value) => ({
        value,
        label: t(`common:roles.${value}`),
        hint: t(`organizations:role_hints.${value}`),
      }))}
      chosen={chosen}
      {...(error === undefined ? {} : { error })}
    />
  )
}
