import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ButtonLink, ConfirmForm, Facts, Head, LedgerSection, Page } from '../../../ui/index.ts'
import '../../../ui/pages/achievements.css'
import { discardDraft, publishVersion, retireAchievement, startNewVersion } from '../commands.ts'
import { mayDefine, maySeeAchievements } from '../policy.ts'
import { drawingOf } from '../present/drawing.ts'
import { changesBetween } from '../present/history.ts'
import { getArtSource } from '../queries/art.ts'
import { checkDraft, findVersionOf, getAchievementItem } from '../queries/one.ts'
import { listNext } from '../queries/related.ts'
import { type DraftVersion, listVersions } from '../queries.ts'
import type { Route } from './+types/achievement'
import { History } from './achievement-history.tsx'
import { StateTag } from './achievement-list.tsx'
import { ArtPreview } from './art-preview.tsx'
import { PublishDraft } from './publish-draft.tsx'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeAchievements(scope))
    const { definition: _, ...item } = await getAchievementItem(scope, args.params.id)
    const versions = await listVersions(scope, item.id)
    const draft = versions.find(({ state }) => state === 'draft')
    const source = await getArtSource(scope, item.versionId)
    return {
      item,
      art: { drawing: drawingOf(source, scope.deps.now()), uploaded: source.version.artBlob !== null },
      draft:
        draft === undefined ? undefined : { id: draft.id, revision: draft.revision, number: draft.number },
      check: draft === undefined ? undefined : await checkDraft(scope, draft),
      versions: versions.map((version, at) => describe(version, versions[at + 1])),
      followers: (await listNext(scope, item.id)).map(({ name }) => name),
      base: `/o/${args.params.org}/achievements`,
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

/** A version for the history, with what changed from the one before. */
function describe(version: DraftVersion, before: DraftVersion | undefined) {
  const { id, number, state, changeNote, publishedAt, updatedAt, frozenAt } = version
  const changes = before === undefined ? undefined : changesBetween(before.definition, version.definition)
  return { id, number, state, changeNote, publishedAt, updatedAt, frozenAt, changes }
}
export type DescribedVersion = ReturnType<typeof describe>

export function action(args: Route.ActionArgs) {
  return formAction(args, (fields) =>
    inOrganization(args, async (scope) => {
      authorize(mayDefine(scope))
      const { id } = await getAchievementItem(scope, args.params.id)
      const base = `/o/${args.params.org}/achievements`
      const versionId = String(fields.version ?? '')
      switch (fields.intent) {
        case 'publish': {
          await findVersionOf(scope, id, versionId)
          const changeNote = typeof fields.changeNote === 'string' ? fields.changeNote : ''
          await publishVersion(scope, versionId, { changeNote, revision: Number(fields.revision) })
          return redirect(`${base}/${id}`)
        }
        case 'new_version':
          await startNewVersion(scope, id)
          return redirect(`${base}/${id}/edit`)
        case 'retire':
          await retireAchievement(scope, id)
          return redirect(`${base}/${id}`)
        case 'discard': {
          await findVersionOf(scope, id, versionId)
          const { achievementGone } = await discardDraft(scope, versionId)
          return redirect(achievementGone ? base : `${base}/${id}`)
        }
        default:
          throw new AppError('invalid_input', 'This form has no such action.')
      }
    }),
  )
}

export default function Achievement({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const { item, art, draft, check, versions, base, timeZone } = loaderData
  const form = formState(actionData)
  const name = item.name || t('achievements:untitled')
  return (
    <Page>
      <title>{t('common:page_title', { title: name })}</title>
      <Head
        title={name}
        crumbs={{
          label: t('achievements:crumbs'),
          items: [{ to: base, label: t('achievements:list.title') }],
        }}
        actions={<HeadActions data={loaderData} />}
      />
      <FormErrors form={form} names={['changeNote']} />
      <LedgerSection rule="main" title={t('achievements:detail.now')}>
        <div className="art-beside">
          <ArtPreview {...art} picture={`${base}/${item.id}/art/${item.versionId}`} size={160} />
          <Facts
            items={[
              {
                term: t('achievements:detail.state'),
                value: <StateTag state={item.state} draft={draft !== undefined} />,
              },
              { term: t('achievements:detail.version'), value: String(item.number) },
              {
                term: t('achievements:detail.enrolled'),
                value: t('achievements:list.enrolled', { count: item.enrolled }),
              },
              {
                term: t('achievements:detail.awarded'),
                value: t('achievements:list.awarded', { count: item.awarded }),
              },
              ...(item.publishedAt === null
                ? []
                : [
                    {
                      term: t('achievements:detail.public'),
                      value: <a href={`/achievements/${item.id}`}>{`/achievements/${item.id}`}</a>,
                    },
                  ]),
            ]}
          />
        </div>
      </LedgerSection>
      {draft !== undefined && check !== undefined && item.state !== 'retired' && (
        <PublishDraft
          draft={draft}
          check={check}
          first={item.publishedAt === null}
          edit={`${base}/${item.id}/edit`}
          form={form}
        />
      )}
      <LedgerSection title={t('achievements:history.title')} note={t('achievements:history.note')}>
        <History versions={versions} timeZone={timeZone} base={`/achievements/${item.id}`} />
      </LedgerSection>
      <EndActions data={loaderData} />
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function HeadActions({ data: { item, draft, base, check } }: { readonly data: Data }) {
  const { t } = useTranslation('achievements')
  return (
    <>
      {draft !== undefined && item.state !== 'retired' && (
        <ButtonLink to={`${base}/${item.id}/edit`} look="first">
          {t('achievements:detail.edit')}
        </ButtonLink>
      )}
      {draft === undefined && item.state === 'published' && (
        <form method="post">
          <button className="btn primary" type="submit" name="intent" value="new_version">
            {t('achievements:detail.new_version')}
          </button>
        </form>
      )}
      {(item.publishedAt !== null || check?.problems.length === 0) && (
        <ButtonLink to={`${base}/${item.id}/export.json`} download>
          {t('achievements:detail.export')}
        </ButtonLink>
      )}
    </>
  )
}

/** What cannot be taken back: each says what will happen before it does. */
function EndActions({ data: { item, draft, followers } }: { readonly data: Data }) {
  const { t } = useTranslation('achievements')
  const discardable = draft !== undefined
  if (!discardable && item.state !== 'published') return null
  return (
    <LedgerSection title={t('achievements:end.title')}>
      <div className="stack">
        {discardable && (
          <ConfirmForm
            ask={t('achievements:end.discard')}
            confirm={t('achievements:end.discard_sure')}
            values={{ intent: 'discard', version: draft.id }}
          >
            <p>
              {t(
                item.publishedAt === null
                  ? 'achievements:end.discard_whole'
                  : 'achievements:end.discard_draft',
              )}
            </p>
          </ConfirmForm>
        )}
        {item.state === 'published' && (
          <ConfirmForm
            ask={t('achievements:end.retire')}
            confirm={t('achievements:end.retire_sure')}
            values={{ intent: 'retire' }}
          >
            <p>{t('achievements:end.retire_text', { count: item.enrolled })}</p>
            <p>{t('achievements:end.retire_holders', { count: item.awarded })}</p>
            {followers.length > 0 && (
              <p>
                {t('achievements:end.retire_followers', {
                  names: followers.join(', '),
                  count: followers.length,
                })}
              </p>
            )}
          </ConfirmForm>
        )}
      </div>
    </LedgerSection>
  )
}
