import { useTranslation } from 'react-i18next'
import { data } from 'react-router'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import {
  BadgePicture,
  ButtonLink,
  ClaimBox,
  Facts,
  LedgerSection,
  Note,
  Page,
  Time,
  Verdict,
} from '../../../ui/index.ts'
import '../../../ui/pages/backpack.css'
import { oembedHeader, oembedLinks } from '../../credentials/schema/oembed-links.ts'
import { openingQuery, readOpening } from '../../credentials/schema/opening.ts'
import { type ReportView, viewReport } from '../../verify/schema/report-view.ts'
import { dayOf, type Reader, verdictSentence } from '../../verify/schema/verdict-sentence.ts'
import { showEntry } from '../present.ts'
import { getSharedEntry } from '../queries.ts'
import type { Route } from './+types/shared'
import { KeptChecks } from './kept-checks.tsx'

export const handle = { plain: true }

export const headers = ({ loaderHeaders }: Route.HeadersArgs) => loaderHeaders

export async function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const opening = readOpening(args.request.url)
  const entry = await inOpen(args, (scope) => getSharedEntry(scope, args.params.entry, opening))
  const kept = entry.report
  if (kept === undefined) throw new Error('an imported badge is kept with its report')
  const query = entry.visibility === 'public' ? '' : openingQuery(opening)
  const { name, issuerName, picture, state, validUntil, ownership, visibility, id } = showEntry(entry)
  const listed = visibility === 'public'
  const url = `${deps.config.publicUrl}/b/${id}`
  const page = {
    ...{ id, query, url, listed, state, ownership, validUntil },
    // Only what the page shows: nothing of the owner leaves the server.
    shown: {
      name,
      issuerName,
      picture: picture === undefined ? undefined : `${picture}${query}`,
      art: undefined,
    },
    view: viewReport(kept.report, {
      source: '',
      checkedAt: new Date(kept.checkedAt),
      origin: deps.config.publicUrl,
    }),
    origin: deps.config.publicUrl,
    timeZone: person?.timeZone ?? 'UTC',
  }
  return data(page, listed ? { headers: { link: oembedHeader(url) } } : {})
}

type Data = Route.ComponentProps['loaderData']

export default function Shared({ loaderData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['backpack', 'verify', 'common'])
  const { view, shown, id, query, ownership, timeZone } = loaderData
  const reader = { language: i18n.language, timeZone }
  const { tone, word, rest } = headline(loaderData, t, reader)
  return (
    <>
      <PreviewTags data={loaderData} />
      <Verdict
        tone={tone}
        word={word}
        lede={
          <>
            {t('verify:verdict.calls_itself')}{' '}
            <q className="said">
              <bdi>{shown.name}</bdi>
            </q>
            . {t('backpack:shared.kept', { product: t('common:product') })}
          </>
        }
      >
        {rest}
      </Verdict>
      <Page>
        {ownership === 'not_shown' && (
          <LedgerSection title={t('backpack:entry.ownership')} rule="none">
            <Note tone="amber" title={t('backpack:shared.not_shown')}>
              {t('backpack:shared.not_shown_text')}
            </Note>
          </LedgerSection>
        )}
        <LedgerSection title={t('backpack:shared.claims')} rule={ownership === 'not_shown' ? 'hair' : 'none'}>
          <Claimed view={view} shown={shown} reader={reader} />
        </LedgerSection>
        <LedgerSection title={t('backpack:shared.checks')} note={t('backpack:shared.checks_note')}>
          <p className="small dim">
            <Time at={view.checkedAt} locale={i18n.language} timeZone={timeZone} show="both" />
          </p>
          <KeptChecks checks={view.checks} />
        </LedgerSection>
        <LedgerSection title={t('backpack:shared.take')}>
          <p className="row">
            <ButtonLink look="first" to={`/verify/b/${id}${query}`} reloadDocument>
              {t('backpack:shared.verify')}
            </ButtonLink>
            <ButtonLink to={`/b/${id}/badge.json${query}`} download>
              {t('backpack:shared.json')}
            </ButtonLink>
            {shown.picture !== undefined && (
              <ButtonLink to={`/b/${id}/badge.png${query}`} download>
                {t('backpack:shared.png')}
              </ButtonLink>
            )}
          </p>
        </LedgerSection>
      </Page>
    </>
  )
}

type Translate = Parameters<typeof verdictSentence>[0]

/** The kept verdict, unless time has passed since: an end that has come needs no new check. */
function headline({ view, state, validUntil }: Data, t: Translate, reader: Reader) {
  if (view.verdict === 'valid' && state === 'expired')
    return {
      tone: 'amber' as const,
      word: t('backpack:shared.expired'),
      rest: t('backpack:shared.expired_rest', { date: dayOf(validUntil ?? undefined, reader) }),
    }
  return verdictSentence(t, view, { ...reader, fresh: false })
}

/** What link previews and search engines read. */
function PreviewTags({
  data: { shown, view, query, origin, listed, timeZone, url },
}: {
  readonly data: Data
}) {
  const { t, i18n } = useTranslation(['backpack', 'common'])
  const description = t('backpack:shared.description', {
    date: dayOf(view.checkedAt, { language: i18n.language, timeZone }),
  })
  return (
    <>
      <title>{t('common:page_title', { title: shown.name })}</title>
      <meta name="description" content={description} />
      {!listed && <meta name="robots" content="noindex" />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={t('common:product')} />
      <meta property="og:title" content={shown.name} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={`${url}${query}`} />
      {shown.picture !== undefined && <meta property="og:image" content={`${origin}${shown.picture}`} />}
      {listed &&
        oembedLinks(url).map(({ type, href }) => (
          <link key={type} rel="alternate" type={type} href={href} title={shown.name} />
        ))}
    </>
  )
}

interface ClaimedProps {
  readonly view: ReportView
  readonly shown: Data['shown']
  readonly reader: Reader
}

/** The badge's words and the picture that came with it: nobody signed the picture. */
function Claimed({ view: { claims }, shown, reader }: ClaimedProps) {
  const { t } = useTranslation(['backpack', 'verify'])
  const words = ['achievementName', 'achievementDescription', 'criteria', 'issuerName', 'issuerId'] as const
  const dates = ['validFrom', 'validUntil'] as const
  return (
    <ClaimBox title={t('verify:claims.title')} warning={t('verify:claims.warning')}>
      <BadgePicture badge={shown} size={144} />
      <Facts
        items={[
          ...words.map((name) => ({
            term: t(`verify:claims.${name}`),
            value: claims[name] && <bdi>{claims[name]}</bdi>,
          })),
          ...dates.map((name) => ({ term: t(`verify:claims.${name}`), value: dayOf(claims[name], reader) })),
        ]}
      />
    </ClaimBox>
  )
}
