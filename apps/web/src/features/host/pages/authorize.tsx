import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { attempt, contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import { Button, Facts, Flash, Head, Item, ItemList, LedgerSection, Page } from '../../../ui/index.ts'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import { grantAccess, staysConnected } from '../commands/grant-access.ts'
import { mayManageApps } from '../policy.ts'
import { readAsking } from '../queries/asked.ts'
import { answerAddress, readRequest } from '../schema/authorization-request.ts'
import { GRANT_SECONDS } from '../schema/lifetimes.ts'
import { permissionsOf } from '../schema/scopes.ts'
import type { Route } from './+types/authorize'

/** No script is sent: what strangers say of themselves stands here, and the one decision is a form. */
export const handle = { plain: true }

/** Not `no-referrer`: browsers then send forms without an origin, and those are refused. */
export const headers = () => ({
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex',
})

/**
 * What is asked. Whoever asks wrongly is told so at their own address, once the person is signed in: a stranger's link alone sends nobody
 * anywhere (RFC 6749, 4.1.2.1; RFC 9700, 4.11.2).
 */
async function readAsked(args: Route.LoaderArgs | Route.ActionArgs) {
  const { deps } = contextOf(args)
  const query = new URL(args.request.url).searchParams
  const { client, redirectUri } = await forPage(args, () => readAsking(deps, query))
  await inOwn(args, async (scope) => authorize(mayManageApps(scope)))
  const request = readRequest(query, client, redirectUri)
  if ('error' in request) {
    const { error, description } = request
    const [state, ...others] = query.getAll('state')
    const echoed = state === undefined || others.length > 0 ? {} : { state }
    throw leave(args, redirectUri, { error, error_description: description, ...echoed })
  }
  return { client, request }
}

/** Back to the platform, which is told who answers (RFC 9207). */
function leave(
  args: Route.LoaderArgs | Route.ActionArgs,
  redirectUri: string,
  answer: Readonly<Record<string, string>>,
): Response {
  const { publicUrl } = contextOf(args).deps.config
  return redirect(answerAddress(redirectUri, { ...answer, iss: publicUrl }), {
    headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })
}

export async function loader(args: Route.LoaderArgs) {
  const { deps, person, formTargets } = contextOf(args)
  const { client, request } = await readAsked(args)
  formTargets.add(new URL(request.redirectUri).origin)
  const address = (name: string) => {
    const value = client.metadata[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    app: client.name,
    host: client.host,
    terms: address('tos_uri'),
    privacy: address('policy_uri'),
    may: permissionsOf(request.scopes),
    until: staysConnected(client, request)
      ? new Date(deps.now().getTime() + GRANT_SECONDS * 1000).toISOString()
      : undefined,
    person: person?.name ?? '',
    timeZone: person?.timeZone ?? 'UTC',
  }
}

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const { client, request } = await readAsked(args)
    const { redirectUri, state, scopes } = request
    const form = await args.request.formData()
    if (form.get('intent') !== 'allow')
      throw leave(args, redirectUri, {
        ...{ error: 'access_denied', error_description: 'The person did not allow it', state },
      })
    const code = await inOwn(args, (scope) => {
      authorize(mayManageApps(scope))
      return grantAccess(scope, client, request)
    })
    throw leave(args, redirectUri, { code, scope: scopes.join(' '), state })
  })
}

export default function Authorize({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['host', 'common'])
  const { app, host, may } = loaderData
  const title = t('host:consent.title', { app })
  const problem = problemOf(actionData)
  return (
    <>
      {problem !== undefined && <Flash tone="fail">{problem.message}</Flash>}
      <Page>
        <title>{t('common:page_title', { title })}</title>
        <Head title={<bdi>{title}</bdi>} lede={t('host:consent.lede', { host })} />
        <WhoAsks {...loaderData} />
        <LedgerSection title={t('host:consent.what')} note={t('host:consent.what_note')}>
          <ItemList>
            {may.map((permission) => (
              <Item key={permission} title={t(`host:may.${permission}`)}>
                {t(`host:may_more.${permission}`)}
              </Item>
            ))}
          </ItemList>
        </LedgerSection>
        <Decision {...loaderData} />
      </Page>
    </>
  )
}

type Data = Route.ComponentProps['loaderData']

function WhoAsks({ app, host, terms, privacy, person }: Data) {
  const { t } = useTranslation('host')
  const link = (address: string | undefined, text: string) =>
    address === undefined ? undefined : (
      <a href={address} rel="noreferrer noopener nofollow">
        {text}
      </a>
    )
  return (
    <LedgerSection title={t('consent.who')} note={t('consent.who_note')} rule="main">
      <Facts
        items={[
          { term: t('consent.address'), value: <b>{host}</b> },
          { term: t('consent.name'), value: <bdi>{app}</bdi> },
          { term: t('consent.terms'), value: link(terms, t('consent.read_terms')) },
          { term: t('consent.privacy'), value: link(privacy, t('consent.read_privacy')) },
          { term: t('consent.you'), value: <bdi>{person}</bdi> },
        ]}
      />
      <form method="post" action="/sign-out">
        <Button small>{t('consent.other_account')}</Button>
      </form>
    </LedgerSection>
  )
}

function Decision({ host, until, timeZone }: Data) {
  const { t, i18n } = useTranslation('host')
  const day = dayOf(until, { language: i18n.language, timeZone })
  return (
    <LedgerSection title={t('consent.long')}>
      <p className="measure">{day === undefined ? t('consent.brief') : t('consent.lasting', { day })}</p>
      <form method="post" className="row">
        <Button look="first" name="intent" value="allow">
          {t('consent.allow')}
        </Button>
        <Button name="intent" value="refuse">
          {t('consent.refuse')}
        </Button>
      </form>
      <p className="small dim">{t('consent.after', { host })}</p>
    </LedgerSection>
  )
}
