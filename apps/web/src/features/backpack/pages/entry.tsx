import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { formValue, parseInput } from '../../../http/input.ts'
import { attempt, contextOf, inOwn } from '../../../http/request-context.ts'
import type { Translate } from '../../../i18n/translate.ts'
import {
  BadgePicture,
  Button,
  ButtonLink,
  ConfirmForm,
  Facts,
  Flash,
  Head,
  LedgerSection,
  More,
  Note,
  Page,
  Time,
} from '../../../ui/index.ts'
import '../../../ui/pages/backpack.css'
import '../../../ui/pages/sharing.css'
import { countVerification } from '../../verify/commands.ts'
import { type ReportView, viewReport } from '../../verify/schema/report-view.ts'
import { verdictSentence } from '../../verify/schema/verdict-sentence.ts'
import { checkAgain } from '../commands/check-again.ts'
import { shareBadge } from '../commands/share-badge.ts'
import { removeEntry, restoreEntry, sharedUrl } from '../commands.ts'
import { mayChangeBackpack, maySeeBackpack } from '../policy.ts'
import { type ShownEntry, showEntry } from '../present.ts'
import { listSharedWith } from '../queries/collections.ts'
import { hideableOf } from '../queries/hideable-of.ts'
import { getEntry, getShareKey } from '../queries.ts'
import { linkedInUrl } from '../schema/linked-in.ts'
import { intentSchema, sharingSchema } from '../schema.ts'
import type { Route } from './+types/entry'
import { KeptChecks } from './kept-checks.tsx'
import { KeptNested } from './kept-nested.tsx'
import { Sharing } from './sharing.tsx'
import { StateTag } from './state-tag.tsx'
import { Take } from './take.tsx'

const DONE = ['kept', 'replaced', 'unchanged', 'checked', 'shared', 'restored'] as const

export function loader(args: Route.LoaderArgs) {
  const { person, deps, organizations } = contextOf(args)
  const asked = new URL(args.request.url).searchParams.get('done')
  return inOwn(args, async (scope) => {
    authorize(maySeeBackpack(scope))
    const entry = await getEntry(scope, args.params.entry)
    const key = await getShareKey(scope, entry.id)
    const credentialId = entry.credentialId ?? null
    const url = sharedUrl(scope, { id: entry.id, credentialId }, entry.visibility, key)
    const kept = entry.report
    const facts = { ...entry, issuerName: entry.issuerName ?? entry.issuerId }
    return {
      entry: showEntry(entry),
      hideable: await hideableOf(scope, entry),
      /** No scanner has looked at it yet. */
      waits: deps.scanner !== undefined && entry.source === 'imported' && entry.scan === 'not_scanned',
      url,
      shownIn: (await listSharedWith(scope, entry.id)).map(({ id, title }) => ({ id, title })),
      /** Short name of the organization where it may be renewed now. */
      renewAt: organizations.find(({ id }) => id === entry.renewal?.orgId)?.slug,
      linkedIn:
        url === undefined ? undefined : linkedInUrl({ ...facts, url, credentialId: entry.credentialUrl }),
      view:
        kept === undefined
          ? undefined
          : viewReport(kept.report, {
              source: kept.source,
              checkedAt: new Date(kept.checkedAt),
              origin: deps.config.publicUrl,
            }),
      done: DONE.find((name) => name === asked),
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const { deps, language, clientAddress } = contextOf(args)
    const { entry } = args.params
    const { intent, ...form } = parseInput(intentSchema, formValue(await args.request.formData()), language)
    if (intent === 'check') {
      await inOwn(args, async (scope) => authorize(mayChangeBackpack(scope)))
      await countVerification(deps, clientAddress)
      await checkAgain(deps, (work) => inOwn(args, work), entry)
      throw redirect(`/backpack/${entry}?done=checked#verification`)
    }
    if (intent === 'share') {
      await inOwn(args, async (scope) => authorize(mayChangeBackpack(scope)))
      const sharing = parseInput(sharingSchema, asShared(form), language)
      await shareBadge(deps, (work) => inOwn(args, work), entry, sharing)
      throw redirect(`/backpack/${entry}?done=shared#sharing`)
    }
    await inOwn(args, async (scope) => {
      authorize(mayChangeBackpack(scope))
      if (intent === 'remove') await removeEntry(scope, entry)
      else await restoreEntry(scope, entry)
    })
    if (intent === 'remove') throw redirect('/backpack?done=removed')
    throw redirect(`/backpack/${entry}?done=restored`)
  })
}

/** An empty day of the form is no field of it, and means none; the button that renews the link leaves the day as it is. */
const asShared = (form: Readonly<Record<string, unknown>>) =>
  form.renew === undefined ? { lastDay: null, ...form } : form

export default function Entry({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['backpack', 'common'])
  const { entry, url, linkedIn, shownIn, view, done, timeZone } = loaderData
  const problem = problemOf(actionData)
  const title = entry.name || entry.credentialUrl
  return (
    <>
      {done !== undefined && <Flash>{t(`backpack:done.${done}`)}</Flash>}
      {problem !== undefined && <Flash tone="fail">{problem.message}</Flash>}
      <Page>
        <title>{t('common:page_title', { title })}</title>
        <div className="entry-head">
          <Head
            title={<bdi>{title}</bdi>}
            lede={entry.description === null ? undefined : <bdi>{entry.description}</bdi>}
            crumbs={{
              label: t('backpack:entry.crumbs'),
              items: [{ to: '/backpack', label: t('backpack:entry.crumb') }],
            }}
          />
          <BadgePicture badge={entry} size={176} />
        </div>
        <LedgerSection title={t('backpack:entry.facts')} rule="main">
          <EntryFacts entry={entry} timeZone={timeZone} />
          {entry.credentialId !== null && (
            <div className="row">
              <ButtonLink to={`/credentials/${entry.credentialId}`} reloadDocument>
                {t('backpack:entry.open_page')}
              </ButtonLink>
              {loaderData.renewAt !== undefined && (
                <RenewForm organization={loaderData.renewAt} credentialId={entry.credentialId} />
              )}
            </div>
          )}
        </LedgerSection>
        <Verification entry={entry} view={view} timeZone={timeZone} />
        {entry.removedAt === null && (
          <>
            {entry.scan === 'quarantined' ? (
              <LedgerSection title={t('backpack:entry.quarantined')}>
                <Note tone="fail" title={t('backpack:entry.quarantined_title')}>
                  {t('backpack:entry.quarantined_text')}
                </Note>
              </LedgerSection>
            ) : (
              <>
                {loaderData.waits && (
                  <LedgerSection title={t('backpack:entry.waits_title')}>
                    <Note tone="amber">{t('backpack:entry.waits_text')}</Note>
                  </LedgerSection>
                )}
                <Sharing
                  entry={entry}
                  hideable={loaderData.hideable}
                  url={url}
                  linkedIn={linkedIn}
                  shownIn={shownIn}
                  lastDayError={problem?.fields.find(({ path }) => path === 'lastDay')?.message}
                />
                <Take entry={entry} hideable={loaderData.hideable} />
              </>
            )}
            <Remove entry={entry} />
          </>
        )}
      </Page>
    </>
  )
}

function RenewForm({
  organization,
  credentialId,
}: {
  readonly organization: string
  readonly credentialId: string
}) {
  const { t } = useTranslation('credentials')
  return (
    <Form method="post" action={`/o/${organization}/renewals`}>
      <input type="hidden" name="credentialId" value={credentialId} />
      <Button look="first">{t('credentials:renewal.renew')}</Button>
    </Form>
  )
}

interface EntryProps {
  readonly entry: ShownEntry
}

function EntryFacts({ entry, timeZone }: EntryProps & { readonly timeZone: string }) {
  const { t, i18n } = useTranslation(['backpack', 'verify', 'credentials'])
  const other = (id: string | null) =>
    id === null ? undefined : <a href={`/credentials/${id}`}>{t('backpack:entry.other')}</a>
  const time = (at: string) => <Time at={at} locale={i18n.language} timeZone={timeZone} />
  const own = entry.source === 'issued'
  return (
    <Facts
      items={[
        { term: t('backpack:entry.state'), value: <StateTag state={entry.state} /> },
        {
          term: t(own ? 'backpack:entry.issuer' : 'backpack:entry.issuer_says'),
          value: <bdi>{entry.issuerName}</bdi>,
        },
        { term: t('backpack:entry.issuer_id'), value: <code>{entry.issuerId}</code> },
        {
          term: t('backpack:entry.issued'),
          value: entry.validFrom === null ? undefined : time(entry.validFrom),
        },
        {
          term: t('backpack:entry.until'),
          value: entry.validUntil === null ? t('backpack:entry.open') : time(entry.validUntil),
        },
        {
          term: t('backpack:entry.ownership'),
          value: own ? undefined : t(`backpack:ownership.${entry.ownership}`),
        },
        { term: t('credentials:renewal.term_renews'), value: other(entry.renewsId) },
        { term: t('credentials:renewal.term_renewed_by'), value: other(entry.renewedById) },
        { term: t('backpack:entry.source'), value: sourceOf(t, entry) },
        {
          term: t('backpack:entry.format'),
          value:
            own || entry.format === undefined
              ? undefined
              : t(`verify:formats.${entry.format}`, { defaultValue: entry.format }),
        },
        { term: t('backpack:entry.added'), value: time(entry.addedAt) },
        { term: t('backpack:entry.credential_id'), value: <code>{entry.credentialUrl}</code> },
      ]}
    />
  )
}

const sourceOf = (t: Translate, { source, broughtBy }: ShownEntry): string =>
  broughtBy === null
    ? t(`backpack:sources.${source}`)
    : t('backpack:brought_by', { app: broughtBy.name, host: broughtBy.host })

interface VerificationProps extends EntryProps {
  readonly view: ReportView | undefined
  readonly timeZone: string
}

function Verification({ entry, view, timeZone }: VerificationProps) {
  const { t, i18n } = useTranslation(['backpack', 'verify'])
  const sentence =
    view === undefined
      ? undefined
      : verdictSentence(t, view, { language: i18n.language, timeZone, fresh: false })
  return (
    <LedgerSection
      id="verification"
      title={t('backpack:entry.verification')}
      note={
        entry.source === 'issued' ? t('backpack:entry.issued_live') : t('backpack:entry.verification_note')
      }
    >
      {sentence === undefined ? (
        <p>{t('backpack:entry.never')}</p>
      ) : (
        <Note tone={sentence.tone} title={sentence.word}>
          {sentence.rest}
        </Note>
      )}
      {entry.removedAt === null && (
        <Form method="post">
          <input type="hidden" name="intent" value="check" />
          <Button>{t(view === undefined ? 'backpack:entry.check_first' : 'backpack:entry.check')}</Button>
        </Form>
      )}
      {view !== undefined && view.nested.length > 0 && <KeptNested nested={view.nested} />}
      {view?.also !== undefined && (
        <>
          <p className="measure">{t('verify:also.note')}</p>
          <KeptNested nested={[view.also]} />
        </>
      )}
      {view !== undefined && (
        <More summary={t('backpack:entry.all_checks')}>
          <KeptChecks checks={view.checks} />
        </More>
      )}
    </LedgerSection>
  )
}

function Remove({ entry }: EntryProps) {
  const { t } = useTranslation('backpack')
  if (entry.source === 'issued')
    return (
      <LedgerSection title={t('backpack:entry.remove')}>
        <p className="measure">{t('backpack:entry.stays')}</p>
      </LedgerSection>
    )
  return (
    <LedgerSection title={t('backpack:entry.remove')} note={t('backpack:entry.remove_note')}>
      <ConfirmForm
        ask={t('backpack:entry.remove_ask')}
        confirm={t('backpack:entry.remove_sure')}
        values={{ intent: 'remove' }}
      >
        {t('backpack:entry.remove_text')}
      </ConfirmForm>
    </LedgerSection>
  )
}
