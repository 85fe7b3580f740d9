import { limits } from '@assay/core'
import { useTranslation } from 'react-i18next'
import { data, redirect } from 'react-router'
import { AppError, invalidField } from '../../../app-error.ts'
import { formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import { Button, ErrorSummary, Head, LedgerSection, Page, TextAreaField } from '../../../ui/index.ts'
import { createDraft } from '../commands.ts'
import { mayDefine } from '../policy.ts'
import { exchangeSchema } from '../schema.ts'
import type { Route } from './+types/import-achievement'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayDefine(scope))
    return { base: `/o/${args.params.org}/achievements` }
  })
}

/** A definition as a file and pasted, with the form around it. */
const MOST_BYTES = 3 * limits.json.bytes

export async function action(args: Route.ActionArgs) {
  let text = ''
  const result = await attempt(args, async () => {
    text = await textOf(await readLimitedForm(args.request, MOST_BYTES))
    const { language } = contextOf(args)
    const { definition } = parseInput(exchangeSchema, parseText(text, language), language)
    const { achievementId } = await inOrganization(args, async (scope) => {
      authorize(mayDefine(scope))
      return createDraft(scope, definition)
    })
    throw redirect(`/o/${args.params.org}/achievements/${achievementId}`)
  })
  return data({ ...result.data, text }, result.init ?? {})
}

/** The chosen file, else what was pasted. */
async function textOf(form: FormData): Promise<string> {
  const file = form.get('file')
  if (file instanceof File && file.size > 0) return file.text()
  const pasted = form.get('text')
  return typeof pasted === 'string' ? pasted : ''
}

function parseText(text: string, language: 'en' | 'es'): unknown {
  const t = translateIn(language)
  if (text.trim() === '') throw invalidField('text', 'no_file', t('errors:no_file'))
  if (text.length > limits.json.bytes) throw new AppError('too_large', 'A definition is at most 1 MiB.')
  try {
    return JSON.parse(text)
  } catch (error) {
    const detail = error instanceof Error ? error.message : ''
    throw invalidField('text', 'not_json', t('errors:not_json', { detail }))
  }
}

export default function ImportAchievement({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const { problem } = formState(actionData)
  const fields = problem?.fields ?? []
  const errors =
    problem !== undefined && fields.length === 0
      ? [{ name: 'text', message: problem.message }]
      : fields.map(({ path, message }) => ({
          name: 'text',
          message: path === 'text' ? message : `${path}: ${message}`,
        }))
  return (
    <Page>
      <title>{t('common:page_title', { title: t('achievements:import.title') })}</title>
      <Head
        title={t('achievements:import.title')}
        lede={t('achievements:import.lede')}
        crumbs={{
          label: t('achievements:crumbs'),
          items: [{ to: loaderData.base, label: t('achievements:list.title') }],
        }}
      />
      <LedgerSection rule="main" title={t('achievements:import.file')}>
        <form method="post" encType="multipart/form-data" className="form">
          <ErrorSummary title={t('common:error_summary', { count: errors.length })} errors={errors} />
          <div className="question">
            <label htmlFor="f-file">{t('achievements:import.choose')}</label>
            <input id="f-file" className="field" type="file" name="file" accept=".json,application/json" />
          </div>
          <TextAreaField
            name="text"
            label={t('achievements:import.paste')}
            rows={10}
            spellCheck={false}
            defaultValue={actionData?.text}
            {...(errors.length > 0
              ? { error: t('achievements:import.wrong', { count: errors.length }) }
              : {})}
          />
          <div className="actions">
            <Button look="first">{t('achievements:import.go')}</Button>
          </div>
        </form>
      </LedgerSection>
    </Page>
  )
}
