import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { LANGUAGE_NAMES, type Language } from '../../../i18n/languages.ts'
import {
  Button,
  ConfirmForm,
  Head,
  LedgerSection,
  More,
  Note,
  Page,
  TextAreaField,
  TextField,
} from '../../../ui/index.ts'
import { changeLetter, checkText, resetLetter } from '../commands/own-letters.ts'
import { maySeeLetters, mayWordLetters } from '../policy.ts'
import { presentLetter, previewLetter, sampleText } from '../present/own-letter.ts'
import { getOwnLetter } from '../queries/own-letters.ts'
import { letterChangeSchema } from '../schema/own-letters.ts'
import type { Route } from './+types/letter'
import '../../../ui/pages/webhooks.css'

export async function loader(args: Route.LoaderArgs) {
  const { template, language, org } = args.params
  const { deps } = contextOf(args)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeLetters(scope))
    const letter = await getOwnLetter(scope, template, language)
    return {
      letter: presentLetter(letter),
      title: sampleText(letter.standard.subject, letter.language),
      preview: previewLetter(letter, letter.text, deps.config.publicUrl),
    }
  })
  return { ...found, done: new URL(args.request.url).searchParams.get('done'), base: `/o/${org}/letters` }
}

export function action(args: Route.ActionArgs) {
  const { template, language, org } = args.params
  const { deps, language: readers } = contextOf(args)
  return formAction(args, async ({ intent, ...fields }) => {
    const result = await inOrganization(args, async (scope) => {
      authorize(mayWordLetters(scope))
      if (intent === 'reset') return void (await resetLetter(scope, template, language))
      const input = parseInput(letterChangeSchema, fields, readers)
      if (intent !== 'preview') return void (await changeLetter(scope, template, language, input))
      const letter = await getOwnLetter(scope, template, language)
      checkText(input, letter.standard)
      return { previewed: input, preview: previewLetter(letter, input, deps.config.publicUrl) }
    })
    if (result !== undefined) return result
    throw redirect(`/o/${org}/letters/${template}/${language}?done=${intent === 'reset' ? 'reset' : 'saved'}`)
  })
}

type Data = Route.ComponentProps['loaderData']

export default function Letter({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['letters', 'common'])
  const { letter, title, base, done } = loaderData
  const shown = actionData !== undefined && 'preview' in actionData ? actionData : undefined
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        crumbs={{ label: t('common:crumbs'), items: [{ to: base, label: t('letters:name') }] }}
        title={title}
        lede={LANGUAGE_NAMES[letter.language as Language]}
      />
      {(done === 'saved' || done === 'reset') && shown === undefined && (
        <Note tone="pass">{t(`letters:${done}`)}</Note>
      )}
      {shown !== undefined && <Note tone="amber">{t('letters:not_saved')}</Note>}
      <WordsSection letter={letter} form={formState(actionData)} typed={shown?.previewed ?? letter} />
      <PreviewSection preview={shown?.preview ?? loaderData.preview} />
      {letter.revision > 0 && (
        <LedgerSection title={t('letters:standard')}>
          <ConfirmForm
            ask={t('letters:reset_ask')}
            confirm={t('letters:reset_yes')}
            values={{ intent: 'reset' }}
          >
            {t('letters:reset_sure')}
          </ConfirmForm>
        </LedgerSection>
      )}
    </Page>
  )
}

interface WordsProps {
  readonly letter: Data['letter']
  readonly form: FormState
  readonly typed: { readonly subject: string; readonly body: string; readonly action: string }
}

function WordsSection({ letter, form, typed }: WordsProps) {
  const { t } = useTranslation(['letters', 'common'])
  // After a conflict the next save goes on from what stands there now; the person has both texts before them.
  return (
    <LedgerSection title={t('letters:words')} note={t('letters:words_note')} rule="main">
      <Form method="post" className="form" key={typed.body}>
        <FormErrors form={form} names={['subject', 'body', 'action']} />
        {form.problem?.code === 'stale' && (
          <More summary={t('letters:newer')}>
            <p className="letter-text">{letter.body}</p>
          </More>
        )}
        <input type="hidden" name="revision" value={letter.revision} />
        <p>
          {t('letters:placeholders')}{' '}
          {letter.placeholders.map((name) => (
            <code key={name} className="code">{`{{${name}}} `}</code>
          ))}
        </p>
        <TextField
          name="subject"
          label={t('letters:subject')}
          defaultValue={form.typed('subject', typed.subject)}
          error={form.error('subject')}
          maxLength={200}
          required
        />
        <TextAreaField
          name="body"
          label={t('letters:body')}
          hint={t('letters:body_hint')}
          rows={12}
          defaultValue={form.typed('body', typed.body)}
          error={form.error('body')}
          maxLength={5000}
          required
        />
        {letter.standard.action !== '' && (
          <TextField
            name="action"
            label={t('letters:action')}
            defaultValue={form.typed('action', typed.action)}
            error={form.error('action')}
            maxLength={80}
            required
          />
        )}
        <div className="actions">
          <Button look="first" name="intent" value="save">
            {t('common:save')}
          </Button>
          <Button name="intent" value="preview">
            {t('letters:preview')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

function PreviewSection({ preview }: { readonly preview: Data['preview'] }) {
  const { t } = useTranslation(['letters'])
  return (
    <LedgerSection title={t('letters:preview')} note={t('letters:preview_note')}>
      <p className="strong">{preview.subject}</p>
      {/* An empty sandbox: nothing in it runs, sends or leads anywhere. */}
      <iframe className="letter-preview" sandbox="" title={t('letters:preview')} srcDoc={preview.html} />
      <More summary={t('letters:as_text')}>
        <p className="letter-text small">{preview.text}</p>
      </More>
    </LedgerSection>
  )
}
