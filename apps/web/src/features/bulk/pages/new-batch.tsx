import { limits } from '@assay/core'
import { useTranslation } from 'react-i18next'
import { data, redirect } from 'react-router'
import { invalidField } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { answerForm } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  DropFile,
  Head,
  LedgerSection,
  Note,
  Page,
  SelectField,
  TextAreaField,
} from '../../../ui/index.ts'
import { listAwardable } from '../../credentials/queries.ts'
import { createBatch, rulesFor } from '../commands/create-batch.ts'
import { mayIssueInBulk } from '../policy.ts'
import { readRows } from '../schema/read-rows.ts'
import { newBatchSchema } from '../schema.ts'
import type { Route } from './+types/new-batch'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(mayIssueInBulk(scope))
    return {
      achievements: await listAwardable(scope),
      chosen: new URL(args.request.url).searchParams.get('achievement') ?? '',
    }
  })
}

/** The file with the form around it. */
const MOST_BYTES = limits.csv.bytes + 65_536

export async function action(args: Route.ActionArgs) {
  const read = await attempt(args, async () => {
    await inOrganization(args, async (scope) => authorize(mayIssueInBulk(scope)))
    return { form: await readLimitedForm(args.request, MOST_BYTES) }
  })
  if (!('form' in read)) return data({ ...read.data, values: {} }, read.init ?? {})
  return answerForm(args, read.form, (fields) => bringFile(args, fields, read.form.get('file')))
}

async function bringFile(
  args: Route.ActionArgs,
  fields: Record<string, unknown>,
  file: FormDataEntryValue | null,
): Promise<never> {
  const input = parseInput(newBatchSchema, fields, contextOf(args).language)
  if (!(file instanceof File) || file.size === 0) throw invalidField('file', 'no_file', 'Choose a file.')
  const rules = await inOrganization(args, (scope) => rulesFor(scope, input.achievementVersionId))
  const rows = await readRows(new Uint8Array(await file.arrayBuffer()), 'csv', rules)
  const { batchId } = await inOrganization(args, async (scope) => {
    authorize(mayIssueInBulk(scope))
    return createBatch(scope, input, { format: 'csv', file: rows })
  })
  throw redirect(`/o/${args.params.org}/bulk/${batchId}`)
}

export default function NewBatch({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['bulk', 'common'])
  const base = `/o/${params.org}/bulk`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('bulk:new.title') })}</title>
      <Head
        title={t('bulk:new.title')}
        lede={t('bulk:new.lede')}
        crumbs={{ label: t('bulk:job.crumbs'), items: [{ to: base, label: t('bulk:list.title') }] }}
      />
      {loaderData.achievements.length === 0 ? (
        <Note tone="amber">{t('bulk:new.nothing_published')}</Note>
      ) : (
        <FileForm {...loaderData} actionData={actionData} />
      )}
      <Columns achievements={loaderData.achievements} action={`${base}/template.csv`} />
    </Page>
  )
}

type Achievements = Route.ComponentProps['loaderData']['achievements']

interface FileFormProps {
  readonly achievements: Achievements
  readonly chosen: string
  readonly actionData: unknown
}

function FileForm({ achievements, chosen, actionData }: FileFormProps) {
  const { t, i18n } = useTranslation(['bulk', 'common'])
  const form = formState(actionData)
  const options = achievements.map(({ id, name }) => ({ value: id, label: name }))
  const kilobytes = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 0,
  })
  return (
    <form method="post" encType="multipart/form-data">
      <FormErrors form={form} names={['achievementVersionId', 'reason', 'file']} />
      <LedgerSection title={t('bulk:new.what')} rule="main">
        <SelectField
          name="achievementVersionId"
          label={t('bulk:new.achievement')}
          required
          empty={t('bulk:new.choose')}
          defaultValue={form.typed('achievementVersionId', chosen)}
          options={options}
          error={form.error('achievementVersionId')}
        />
        <TextAreaField
          name="reason"
          label={t('bulk:new.reason')}
          hint={t('bulk:new.reason_hint')}
          required
          maxLength={1000}
          defaultValue={form.typed('reason')}
          error={form.error('reason')}
        />
      </LedgerSection>
      <LedgerSection title={t('bulk:new.file_part')}>
        <DropFile
          name="file"
          label={t('bulk:new.file')}
          hint={t('bulk:new.file_hint')}
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          required
          formatSize={(bytes) => kilobytes.format(Math.ceil(bytes / 1000))}
          chosenLabel={t('bulk:new.chosen')}
          error={form.error('file')}
        />
        <p>
          <Button look="first">{t('bulk:new.submit')}</Button>
        </p>
      </LedgerSection>
    </form>
  )
}

interface ColumnsProps {
  readonly achievements: Achievements
  readonly action: string
}

/** What the file may hold, and a template of each micro-credential. */
function Columns({ achievements, action }: ColumnsProps) {
  const { t } = useTranslation('bulk')
  return (
    <LedgerSection title={t('bulk:new.columns_title')} note={t('bulk:new.columns_note')}>
      <p>{t('bulk:new.columns_needed')}</p>
      <p className="measure">{t('bulk:new.columns_more')}</p>
      {achievements.length > 0 && (
        <form method="get" action={action} className="filters">
          <SelectField
            name="version"
            label={t('bulk:new.template_for')}
            options={achievements.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button>{t('bulk:new.template')}</Button>
        </form>
      )}
    </LedgerSection>
  )
}
