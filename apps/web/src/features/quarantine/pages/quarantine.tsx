import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { Button, ConfirmForm, EmptyState, Head, LedgerSection, Note, Page, Time } from '../../../ui/index.ts'
import { deleteQuarantined, scanAgain } from '../commands.ts'
import { mayClearQuarantine, maySeeQuarantine } from '../policy.ts'
import { presentQuarantined } from '../present.ts'
import { askScanner, countUnscanned, listQuarantined } from '../queries.ts'
import type { Route } from './+types/quarantine'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const query = new URL(args.request.url).searchParams
  const page = Math.min(20_000, Math.max(1, Math.trunc(Number(query.get('page') ?? 1)) || 1))
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeQuarantine(scope))
    const { items, total } = await listQuarantined(scope, { limit: PAGE, offset: (page - 1) * PAGE })
    return { files: items.map(presentQuarantined), total, waiting: await countUnscanned(scope) }
  })
  return {
    ...found,
    page,
    scanner: await askScanner(deps),
    done: query.get('done'),
    timeZone: person?.timeZone ?? 'UTC',
    base: `/o/${args.params.org}/quarantine`,
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, id }) => {
    const done = intent === 'delete' ? 'deleted' : 'asked'
    await inOrganization(args, async (scope) => {
      authorize(mayClearQuarantine(scope))
      await (intent === 'delete' ? deleteQuarantined : scanAgain)(scope, String(id ?? ''))
    })
    throw redirect(`/o/${args.params.org}/quarantine?done=${done}`)
  })
}

type Data = Route.ComponentProps['loaderData']

export default function Quarantine({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['quarantine', 'common'])
  const { files, total, page, base, done } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('quarantine:name') })}</title>
      <Head
        title={total === 0 ? t('quarantine:title_none') : t('quarantine:title', { count: total })}
        lede={t('quarantine:lede')}
      />
      {(done === 'deleted' || done === 'asked') && <Note tone="pass">{t(`quarantine:${done}`)}</Note>}
      <FormErrors form={formState(actionData)} />
      <ScannerSection {...loaderData} />
      <LedgerSection title={t('quarantine:files')} note={t('quarantine:files_note')}>
        {files.length === 0 ? <EmptyState title={t('quarantine:none')} /> : <FileTable {...loaderData} />}
        <ListPages page={page} pages={Math.ceil(total / PAGE)} address={(n) => `${base}?page=${n}`} />
      </LedgerSection>
    </Page>
  )
}

const TONES = { off: 'amber', works: 'pass', away: 'fail' } as const

function ScannerSection({ scanner, waiting }: Pick<Data, 'scanner' | 'waiting'>) {
  const { t } = useTranslation(['quarantine'])
  return (
    <LedgerSection title={t('quarantine:scanner')} rule="main">
      <Note tone={TONES[scanner]}>{t(`quarantine:scanner_${scanner}`)}</Note>
      <p>{t(scanner === 'off' ? 'quarantine:unscanned' : 'quarantine:waiting', { count: waiting })}</p>
    </LedgerSection>
  )
}

function FileTable({ files, timeZone, scanner }: Data) {
  const { t, i18n } = useTranslation(['quarantine'])
  const time = (at: string | null) =>
    at === null ? null : <Time at={at} locale={i18n.language} timeZone={timeZone} show="both" />
  return (
    <table className="stacks">
      <caption className="sr">{t('quarantine:files')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('quarantine:signature')}</th>
          <th scope="col">{t('quarantine:person')}</th>
          <th scope="col">{t('quarantine:found_at')}</th>
          <th scope="col">{t('quarantine:actions')}</th>
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <tr key={file.evidenceId}>
            <th scope="row">
              <span className="fail">{file.signature}</span>
            </th>
            <td data-label={t('quarantine:person')}>
              {file.person}
              <br />
              <span className="small dim">{file.achievement}</span>
            </td>
            <td data-label={t('quarantine:found_at')}>
              {time(file.scannedAt)}
              <br />
              <span className="small dim">
                {t('quarantine:uploaded_at')} {time(file.uploadedAt)}
              </span>
            </td>
            <td data-label={t('quarantine:actions')}>
              {file.stored ? (
                <FileForms id={file.evidenceId} scanner={scanner} />
              ) : (
                t('quarantine:is_deleted')
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function FileForms({ id, scanner }: { readonly id: string; readonly scanner: Data['scanner'] }) {
  const { t } = useTranslation(['quarantine', 'common'])
  return (
    <div className="row">
      {scanner !== 'off' && (
        <Form method="post">
          <input type="hidden" name="intent" value="scan" />
          <input type="hidden" name="id" value={id} />
          <Button small>{t('quarantine:scan')}</Button>
        </Form>
      )}
      <ConfirmForm
        ask={t('quarantine:delete')}
        confirm={t('quarantine:delete_yes')}
        values={{ intent: 'delete', id }}
      >
        {t('quarantine:delete_sure')}
      </ConfirmForm>
    </div>
  )
}
