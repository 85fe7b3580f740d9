import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import { Button, type Fact, Facts, Head, LedgerSection, Note, Page, Tag, Time } from '../../../ui/index.ts'
import '../../../ui/pages/achievements.css'
import { drawingOf } from '../present/drawing.ts'
import { getPublicAchievement } from '../queries/one.ts'
import { findPublishedNames, listNext } from '../queries/related.ts'
import { achievementAddress, findPublishedVersion, listVersions } from '../queries.ts'
import type { Definition } from '../schema.ts'
import type { Route } from './+types/public-achievement'
import { ArtPreview } from './art-preview.tsx'
import { PublicCriterion } from './public-criterion.tsx'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

export function loader(args: Route.LoaderArgs) {
  const asked = /^[1-9]\d{0,5}$/.exec(new URL(args.request.url).searchParams.get('version') ?? '')?.[0]
  const { person, organizations } = contextOf(args)
  return inOpen(args, async (scope) => {
    const id = args.params.achievement
    const { version, organization } = await getPublicAchievement(
      scope,
      id,
      asked === undefined ? undefined : Number(asked),
    )
    const { definition } = version
    const prerequisites = definition.criteria.flatMap((criterion) =>
      criterion.kind === 'prerequisite' ? [criterion.achievementId] : [],
    )
    const current = await findPublishedVersion(scope, id)
    const versions = await listVersions(scope, id)
    return {
      id,
      address: await achievementAddress(scope, id),
      version: {
        id: version.id,
        number: version.number,
        state: version.state,
        publishedAt: version.publishedAt,
      },
      definition,
      organization,
      art: {
        drawing: drawingOf({ version, organization }, scope.deps.now()),
        uploaded: version.artBlob !== null,
        picture: `/achievements/${version.id}/art.${version.artMediaType === 'image/png' ? 'png' : 'svg'}`,
      },
      names: Object.fromEntries(await findPublishedNames(scope, prerequisites)),
      next: (await listNext(scope, id)).map(({ achievementId, name }) => ({ achievementId, name })),
      /** The version that learners enroll on now; absent for a retired one. */
      currentNumber: current?.number,
      versions: versions.map(({ number, publishedAt, changeNote }) => ({ number, publishedAt, changeNote })),
      member: organizations.some(({ slug }) => slug === organization.slug),
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

type Data = Route.ComponentProps['loaderData']

export default function PublicAchievement({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const { definition, organization, address, version, names, member, currentNumber } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: definition.name })}</title>
      <meta name="description" content={definition.proves} />
      <meta property="og:type" content="website" />
      <meta property="og:title" content={definition.name} />
      <meta property="og:description" content={definition.proves} />
      <meta property="og:url" content={address} />
      <meta property="og:image" content={`${new URL(address).origin}/achievements/${version.id}/art.png`} />
      <meta property="og:image:alt" content={definition.name} />
      <div className="public-head">
        <Head
          over={<a href={`/issuers/${organization.slug}`}>{organization.name}</a>}
          title={<span lang={definition.language}>{definition.name}</span>}
          lede={<span lang={definition.language}>{definition.proves}</span>}
        />
        <ArtPreview {...loaderData.art} size={200} />
      </div>
      <Standing data={loaderData} />
      <LedgerSection rule="main" title={t('achievements:public.frame')}>
        <Facts items={factsOf(loaderData, t)} />
        {member && currentNumber !== undefined && (
          <form method="post" action={`/o/${organization.slug}/enroll`}>
            <input type="hidden" name="achievementId" value={loaderData.id} />
            <Button look="first">{t('achievements:public.enroll')}</Button>
          </form>
        )}
      </LedgerSection>
      <Said title={t('achievements:public.audience')} definition={definition} text={definition.audience} />
      <Said title={t('achievements:public.about')} definition={definition} text={definition.description} />
      <LedgerSection
        rule="main"
        title={t('achievements:public.asked')}
        note={t('achievements:public.asked_note', { count: definition.criteria.length })}
      >
        <ol className="asked" lang={definition.language}>
          {definition.criteria.map((criterion) => (
            <PublicCriterion
              key={criterion.id}
              criterion={criterion}
              levels={definition.levels}
              names={names}
            />
          ))}
        </ol>
      </LedgerSection>
      <Skills definition={definition} />
      <Said
        title={t('achievements:public.quality')}
        definition={definition}
        text={definition.qualityAssurance}
      />
      <Onward data={loaderData} />
    </Page>
  )
}

/** Says so when what is read is not what one can enroll on. */
function Standing({ data: { version, currentNumber, id } }: { readonly data: Data }) {
  const { t } = useTranslation('achievements')
  if (version.number === currentNumber) return null
  if (currentNumber === undefined) return <Note tone="amber">{t('achievements:public.retired')}</Note>
  return (
    <Note tone="amber">
      {t('achievements:public.older', { number: version.number })}{' '}
      <a href={`/achievements/${id}`}>{t('achievements:public.newest', { number: currentNumber })}</a>
    </Note>
  )
}

function factsOf(
  { definition, version, timeZone }: Data,
  t: ReturnType<typeof useTranslation>['t'],
): readonly Fact[] {
  const { effortHours, turnaroundDays, validityMonths, proofType, language, achievementType } = definition
  return [
    {
      term: t('achievements:fields.proofType'),
      value: t(`achievements:proof_types.${proofType}` as 'achievements:untitled'),
    },
    { term: t('achievements:public.effort'), value: t('achievements:public.hours', { count: effortHours }) },
    {
      term: t('achievements:public.judged'),
      value: t('achievements:public.days', { count: turnaroundDays }),
    },
    {
      term: t('achievements:public.valid'),
      value:
        validityMonths === undefined
          ? t('achievements:public.no_end')
          : t('achievements:public.months', { count: validityMonths }),
    },
    {
      term: t('achievements:fields.achievementType'),
      value: t(`achievements:types.${achievementType}` as 'achievements:untitled'),
    },
    {
      term: t('achievements:fields.language'),
      value: t(`achievements:languages.${language}` as 'achievements:untitled'),
    },
    {
      term: t('achievements:detail.version'),
      value: <PublishedVersion version={version} timeZone={timeZone} />,
    },
  ]
}

function PublishedVersion({ version, timeZone }: Pick<Data, 'version' | 'timeZone'>) {
  const { i18n } = useTranslation()
  if (version.publishedAt === null) return String(version.number)
  return (
    <>
      {version.number}, <Time at={version.publishedAt} locale={i18n.language} timeZone={timeZone} />
    </>
  )
}

interface SaidProps {
  readonly title: string
  readonly definition: Definition
  readonly text: string
}

/** A text of the definition in its own language; nothing where it says nothing. */
function Said({ title, definition, text }: SaidProps) {
  if (text === '') return null
  return (
    <LedgerSection title={title}>
      <div className="measure said" lang={definition.language}>
        {text}
      </div>
    </LedgerSection>
  )
}

function Skills({ definition: { alignments, tags, language } }: { readonly definition: Definition }) {
  const { t } = useTranslation('achievements')
  if (alignments.length === 0 && tags.length === 0) return null
  return (
    <LedgerSection title={t('achievements:public.skills')}>
      <div lang={language}>
        <ul className="rows">
          {alignments.map(({ targetUrl, targetName, targetFramework, targetDescription }) => (
            <li key={`${targetUrl} ${targetName}`}>
              <div className="words">
                <h3>
                  <a href={targetUrl} rel="noreferrer">
                    {targetName}
                  </a>
                </h3>
                <p>{[targetFramework, targetDescription].filter((part) => part).join('. ')}</p>
              </div>
            </li>
          ))}
        </ul>
        {tags.length > 0 && (
          <p className="row">
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </p>
        )}
      </div>
    </LedgerSection>
  )
}

function Onward({ data: { id, next, versions, version, timeZone } }: { readonly data: Data }) {
  const { t, i18n } = useTranslation('achievements')
  return (
    <>
      <LedgerSection title={t('achievements:public.next')}>
        {next.length === 0 ? (
          <p className="dim">{t('achievements:public.no_next')}</p>
        ) : (
          <ul className="plain">
            {next.map(({ achievementId, name }) => (
              <li key={achievementId}>
                <a href={`/achievements/${achievementId}`}>{name}</a>
              </li>
            ))}
          </ul>
        )}
      </LedgerSection>
      <LedgerSection title={t('achievements:history.title')}>
        <ul className="plain">
          {versions.map(({ number, publishedAt, changeNote }) => (
            <li key={number}>
              <VersionLink id={id} number={number} current={number === version.number} />
              {publishedAt !== null && (
                <>
                  , <Time at={publishedAt} locale={i18n.language} timeZone={timeZone} />
                </>
              )}
              {changeNote !== '' && <>: {changeNote}</>}
            </li>
          ))}
        </ul>
      </LedgerSection>
    </>
  )
}

function VersionLink({
  id,
  number,
  current,
}: {
  readonly id: string
  readonly number: number
  readonly current: boolean
}): ReactNode {
  const { t } = useTranslation('achievements')
  const name = t('achievements:history.version', { number })
  return current ? <b>{name}</b> : <a href={`/achievements/${id}?version=${number}`}>{name}</a>
}
