import { useTranslation } from 'react-i18next'
import { data } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, ErrorSummary, Field, Head, LedgerSection, Page, TextAreaField } from '../../../ui/index.ts'
import { viewReport } from '../../verify/schema/report-view.ts'
import { verdictSentence } from '../../verify/schema/verdict-sentence.ts'
import type { Submitted } from '../../verify/schema.ts'
import { checkMany } from '../commands.ts'
import { mayCheckMany } from '../policy.ts'
import { badgesInText, MOST_BADGES, UPLOAD_BYTES } from '../schema.ts'
import type { Route } from './+types/check'
import { type ShownCheck, Verdicts } from './verdicts.tsx'

const mayHere = (args: Route.LoaderArgs | Route.ActionArgs) =>
  inOrganization(args, async (scope) => authorize(mayCheckMany(scope)))

export async function loader(args: Route.LoaderArgs) {
  await mayHere(args)
  return { most: MOST_BADGES, timeZone: contextOf(args).person?.timeZone ?? 'UTC' }
}

export async function action(args: Route.ActionArgs) {
  let text = ''
  const answer = await attempt(args, async () => {
    await mayHere(args)
    const { deps, clientAddress } = contextOf(args)
    const form = await readLimitedForm(args.request, UPLOAD_BYTES)
    text = String(form.get('text') ?? '')
    const files = form
      .getAll('files')
      .filter((file): file is File => typeof file === 'object' && file.size > 0)
    const given = [...badgesInText(text), ...(await Promise.all(files.map(submittedFile)))]
    const origin = deps.config.publicUrl
    const checks = (await checkMany(deps, clientAddress, given)).map((one): ShownCheck => {
      if ('tooLarge' in one) return { source: one.source.slice(0, 200), view: undefined }
      const { image: _, ...view } = viewReport(one.verification.report, { ...one.verification, origin })
      return { source: view.source, view: { ...view, image: undefined } }
    })
    return data({ checks })
  })
  return data({ ...answer.data, text }, answer.init ?? undefined)
}

const submittedFile = async (file: File): Promise<Submitted> => ({
  kind: 'document',
  source: file.name.slice(0, 200) || 'file',
  content: new Uint8Array(await file.arrayBuffer()),
})

export default function Check({ loaderData, actionData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['recruiting', 'verify', 'common'])
  const { most, timeZone } = loaderData
  const problem = problemOf(actionData)
  const checks = actionData !== undefined && 'checks' in actionData ? actionData.checks : undefined
  const valid = checks?.filter(({ view }) => view?.verdict === 'valid').length ?? 0
  const reader = { language: i18n.language, timeZone, fresh: true }
  return (
    <Page>
      <title>{t('common:page_title', { title: t('recruiting:check') })}</title>
      <Head
        title={
          checks === undefined
            ? t('recruiting:check')
            : t('recruiting:result', { valid, count: checks.length })
        }
        lede={t('recruiting:check_lede', { count: most })}
      />
      {checks !== undefined && (
        <LedgerSection title={t('recruiting:verdicts')} note={t('recruiting:verdicts_note')} rule="main">
          <Verdicts
            checks={checks.map((check) => ({
              ...check,
              sentence: check.view === undefined ? undefined : verdictSentence(t, check.view, reader),
            }))}
          />
        </LedgerSection>
      )}
      <LedgerSection
        title={t(checks === undefined ? 'recruiting:give' : 'recruiting:more')}
        rule={checks === undefined ? 'main' : 'hair'}
      >
        {problem !== undefined && (
          <ErrorSummary
            title={t('verify:form.not_done')}
            errors={[{ name: 'text', message: problem.message }]}
          />
        )}
        <form method="post" encType="multipart/form-data" className="form">
          <TextAreaField
            name="text"
            label={t('recruiting:text')}
            hint={t('recruiting:text_hint')}
            rows={6}
            spellCheck={false}
            defaultValue={problem === undefined ? '' : actionData?.text}
          />
          <Field name="files" label={t('recruiting:files')} hint={t('verify:form.file_hint')}>
            {(control) => (
              <div className="drop">
                <input
                  {...control}
                  className=""
                  type="file"
                  multiple
                  accept=".png,.json,.jsonld,image/png,application/json,application/ld+json"
                />
              </div>
            )}
          </Field>
          <div className="actions">
            <Button look="first">{t('recruiting:submit')}</Button>
          </div>
        </form>
      </LedgerSection>
    </Page>
  )
}
