import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, Head, LedgerSection, Page, TextAreaField, TextField } from '../../../ui/index.ts'
import { createDraft } from '../commands.ts'
import { mayDefine } from '../policy.ts'
import { definitionSchema } from '../schema.ts'
import type { Route } from './+types/new-achievement'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayDefine(scope))
    return { base: `/o/${args.params.org}/achievements` }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const { language } = contextOf(args)
    const { name, proves } = parseInput(beginning, fields, language)
    const { achievementId } = await inOrganization(args, async (scope) => {
      authorize(mayDefine(scope))
      const levels = LEVELS[language]
      return createDraft(scope, {
        name,
        proves,
        language,
        levels: [...levels],
        turnaroundDays: 5,
        effortHours: 4,
      })
    })
    throw redirect(`/o/${args.params.org}/achievements/${achievementId}/edit?part=basics`)
  })
}

/** What a definition begins with. Taken from its members, because a schema with refinements cannot be picked from. */
const beginning = z.strictObject({ name: definitionSchema.shape.name, proves: definitionSchema.shape.proves })

/** A scale to begin with; the editor changes it. */
const LEVELS = {
  en: ['Beginning', 'Working', 'Leading'],
  es: ['Inicial', 'Autónomo', 'Referente'],
} as const

export default function NewAchievement({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('achievements:new.title') })}</title>
      <Head
        title={t('achievements:new.title')}
        lede={t('achievements:new.lede')}
        crumbs={{
          label: t('achievements:crumbs'),
          items: [{ to: loaderData.base, label: t('achievements:list.title') }],
        }}
      />
      <LedgerSection rule="main" title={t('achievements:new.first')}>
        <form method="post" className="form">
          <FormErrors form={form} names={['name', 'proves']} />
          <TextField
            name="name"
            label={t('achievements:fields.name')}
            required
            maxLength={200}
            defaultValue={form.typed('name')}
            error={form.error('name')}
          />
          <TextAreaField
            name="proves"
            label={t('achievements:fields.proves')}
            hint={t('achievements:hints.proves')}
            required
            maxLength={1000}
            defaultValue={form.typed('proves')}
            error={form.error('proves')}
          />
          <div className="actions">
            <Button look="first">{t('achievements:new.go')}</Button>
          </div>
        </form>
      </LedgerSection>
    </Page>
  )
}
