import { useTranslation } from 'react-i18next'
import { data, Form, redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { authorize } from '../../../http/authenticate.ts'
import { type DocumentBody, documentOfForm } from '../../../http/document-route.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { parseInput } from '../../../http/input.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOwn } from '../../../http/request-context.ts'
import {
  Button,
  CheckField,
  ErrorSummary,
  Field,
  Head,
  LedgerSection,
  Note,
  Page,
  TextAreaField,
} from '../../../ui/index.ts'
import '../../../ui/pages/backpack.css'
import { countVerification } from '../../verify/commands.ts'
import { type ReportView, viewReport } from '../../verify/schema/report-view.ts'
import { verdictSentence } from '../../verify/schema/verdict-sentence.ts'
import { submittedOf, UPLOAD_BYTES } from '../../verify/schema.ts'
import { importBadge, type RunOwn } from '../commands/import-badge.ts'
import { mayChangeBackpack } from '../policy.ts'
import { listProvenAddresses } from '../queries.ts'
import { importFormSchema } from '../schema.ts'
import type { Route } from './+types/import'
import { KeptChecks } from './kept-checks.tsx'

export function loader(args: Route.LoaderArgs) {
  const { person } = contextOf(args)
  return inOwn(args, async (scope) => {
    authorize(mayChangeBackpack(scope))
    return { addresses: await listProvenAddresses(scope), timeZone: person?.timeZone ?? 'UTC' }
  })
}

/** A file up to this size is held in the page while its owner decides; a larger one has to be chosen again. */
const HELD_BYTES = 512 * 1024

export async function action(args: Route.ActionArgs) {
  const typed = { text: '' }
  const answer = await attempt(args, async () => {
    const { deps, language, clientAddress } = contextOf(args)
    const run: RunOwn = (work) => inOwn(args, work)
    await run(async (scope) => authorize(mayChangeBackpack(scope)))
    await countVerification(deps, clientAddress)
    const form = await readLimitedForm(args.request, 2 * UPLOAD_BYTES)
    typed.text = String(form.get('text') ?? '')
    const { held, heldAs, keepUnconfirmed } = parseInput(importFormSchema, optionsOf(form), language)
    const body = held === undefined ? await documentOfForm(form) : heldDocument(held, heldAs)
    const outcome = await importBadge(deps, run, submittedOf(body), { keepUnconfirmed })
    if ('entryId' in outcome) throw redirect(`/backpack/${outcome.entryId}?done=${outcome.outcome}`)
    const { report, content } = outcome.verification
    return data(
      {
        outcome: outcome.outcome,
        view: viewReport(report, { ...outcome.verification, origin: deps.config.publicUrl }),
        held:
          content !== undefined && content.length <= HELD_BYTES
            ? Buffer.from(content).toString('base64')
            : undefined,
      },
      { status: 422 },
    )
  })
  return data({ ...answer.data, typed }, answer.init ?? undefined)
}

const optionsOf = (form: FormData) =>
  Object.fromEntries(
    ['held', 'heldAs', 'keepUnconfirmed'].flatMap((name) => {
      const value = form.get(name)
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )

function heldDocument(held: string, source: string): DocumentBody {
  const content = new Uint8Array(Buffer.from(held, 'base64'))
  if (content.length === 0) throw new AppError('invalid_input', 'Give a badge.', { text: 'no_document' })
  return { source, document: { content }, options: {} }
}

export default function Import({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['backpack', 'common'])
  const { addresses, timeZone } = loaderData
  const problem = problemOf(actionData)
  const refused = actionData !== undefined && 'view' in actionData ? actionData : undefined
  const typed = actionData?.typed.text ?? ''
  return (
    <Page>
      <title>{t('common:page_title', { title: t('backpack:import.title') })}</title>
      <Head
        title={t('backpack:import.title')}
        lede={t('backpack:import.lede')}
        crumbs={{
          label: t('backpack:entry.crumbs'),
          items: [{ to: '/backpack', label: t('backpack:entry.crumb') }],
        }}
      />
      {refused !== undefined && <Refused {...refused} timeZone={timeZone} />}
      <LedgerSection
        title={refused === undefined ? t('backpack:import.give') : t('backpack:import.again')}
        rule={refused === undefined ? 'main' : 'hair'}
      >
        <p>
          <a href="/backpack/elsewhere">{t('backpack:import.elsewhere')}</a>
        </p>
        {problem !== undefined && (
          <ErrorSummary
            title={t('backpack:import.not_done')}
            errors={[{ name: 'text', message: problem.message }]}
          />
        )}
        <ImportForm text={typed} keepUnconfirmed={refused?.outcome === 'unconfirmed'} />
      </LedgerSection>
      <LedgerSection title={t('backpack:import.whose')}>
        <p className="measure">{t('backpack:import.whose_text')}</p>
        <p className="small dim">
          {t('backpack:import.addresses')}: {addresses.join(', ')}
        </p>
      </LedgerSection>
    </Page>
  )
}

function ImportForm({ text, keepUnconfirmed }: { readonly text: string; readonly keepUnconfirmed: boolean }) {
  const { t } = useTranslation('backpack')
  return (
    <Form method="post" encType="multipart/form-data" className="form">
      <Field name="file" label={t('backpack:import.file')} hint={t('backpack:import.file_hint')}>
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".png,.svg,.pdf,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml,application/pdf,application/json,application/ld+json,text/plain"
          />
        )}
      </Field>
      <TextAreaField
        name="text"
        label={t('backpack:import.text')}
        hint={t('backpack:import.text_hint')}
        defaultValue={text}
        rows={3}
        spellCheck={false}
      />
      {keepUnconfirmed && <CheckField name="keepUnconfirmed" label={t('backpack:import.keep_again')} />}
      <div>
        <Button look="first">{t('backpack:import.submit')}</Button>
      </div>
    </Form>
  )
}

interface RefusedProps {
  readonly outcome: 'refused' | 'unconfirmed' | 'not_yours'
  readonly view: ReportView
  readonly held: string | undefined
  readonly timeZone: string
}

/** Why it was not kept, with the report; one press keeps what could not be checked. */
function Refused({ outcome, view, held, timeZone }: RefusedProps) {
  const { t, i18n } = useTranslation(['backpack', 'verify'])
  const { word, rest } = verdictSentence(t, view, { language: i18n.language, timeZone, fresh: true })
  const words = {
    refused:
      view.verdict === 'invalid' ? `${word} ${rest}` : `${t('backpack:import.refused_format')} ${rest}`,
    unconfirmed: `${rest} ${t('backpack:import.unconfirmed_text')}`,
    not_yours: t('backpack:import.not_yours_text'),
  }
  return (
    <LedgerSection title={t('backpack:import.checks')} rule="main">
      <Note
        tone={outcome === 'unconfirmed' ? 'amber' : 'fail'}
        title={t(`backpack:import.${outcome}`)}
        urgent
      >
        {words[outcome]}
      </Note>
      {outcome === 'unconfirmed' && held !== undefined && (
        <Form method="post" encType="multipart/form-data">
          <input type="hidden" name="held" value={held} />
          <input type="hidden" name="heldAs" value={view.source} />
          <input type="hidden" name="keepUnconfirmed" value="yes" />
          <Button>{t('backpack:import.keep')}</Button>
        </Form>
      )}
      <KeptChecks checks={view.checks} />
    </LedgerSection>
  )
}
