import { useTranslation } from 'react-i18next'
import { data, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization } from '../../../http/request-context.ts'
import { ButtonLink, Head, LedgerSection, Note, Page, Tabs } from '../../../ui/index.ts'
import '../../../ui/pages/achievements.css'
import { mayDefine } from '../policy.ts'
import { drawingOf } from '../present/drawing.ts'
import { getArtSource } from '../queries/art.ts'
import { getAchievementItem } from '../queries/one.ts'
import { findDraft, listCatalog } from '../queries.ts'
import type { Draft } from '../schema/draft.ts'
import { PARTS, partOf } from '../schema/draft-parts.ts'
import type { Route } from './+types/edit-achievement'
import { EditArt, UploadArt } from './edit-art.tsx'
import { EditBasics } from './edit-basics.tsx'
import { EditCriteria } from './edit-criteria.tsx'
import { EditMore } from './edit-more.tsx'
import { EditRubric } from './edit-rubric.tsx'
import { EditorForm } from './editor-form.tsx'
import { postPart } from './post-part.ts'

export function loader(args: Route.LoaderArgs) {
  const part = partOf(new URL(args.request.url).searchParams.get('part'))
  const base = `/o/${args.params.org}/achievements`
  return inOrganization(args, async (scope) => {
    authorize(mayDefine(scope))
    const { id, state } = await getAchievementItem(scope, args.params.id)
    const draft = await findDraft(scope, id)
    if (draft === undefined || state === 'retired') throw redirect(`${base}/${id}`)
    const source = await getArtSource(scope, draft.id)
    const published = part === 'criteria' ? await listCatalog(scope, { limit: 200 }) : { items: [] }
    return {
      part,
      base,
      id,
      versionId: draft.id,
      number: draft.number,
      revision: draft.revision,
      savedAt: draft.updatedAt,
      definition: draft.definition,
      drawing: drawingOf(source, scope.deps.now()),
      uploaded: draft.artBlob !== null,
      others: published.items
        .filter(({ version }) => version.achievementId !== id)
        .map(({ version }) => ({ value: version.achievementId, label: version.name })),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

/** A form of this page is a few hundred kB at most, with a picture 11 MB: more is not read. */
const MOST_BYTES = 11 * 1024 * 1024

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const answer = await postPart(args, await readLimitedForm(args.request, MOST_BYTES))
    if (answer.kind === 'done') throw redirect(answer.to)
    if (answer.kind === 'saved') return data({ saved: answer.saved })
    const { status, ...refused } = answer
    return data(refused, { status })
  })
}

export default function EditAchievement({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const { part, base, id, number } = loaderData
  const here = `${base}/${id}`
  const form = formState(actionData)
  const shown = shownIn(actionData)
  const name = loaderData.definition.name || t('achievements:untitled')
  const names = form.problem?.fields.map(({ path }) => path) ?? []
  return (
    <Page>
      <title>{t('common:page_title', { title: t('achievements:edit.title', { name }) })}</title>
      <Head
        title={name}
        over={t('achievements:edit.over', { number })}
        crumbs={{
          label: t('achievements:crumbs'),
          items: [
            { to: base, label: t('achievements:list.title') },
            { to: here, label: name },
          ],
        }}
        actions={<ButtonLink to={here}>{t('achievements:edit.check')}</ButtonLink>}
      />
      <Tabs
        label={t('achievements:edit.parts')}
        items={PARTS.map((each) => ({
          to: `${here}/edit?part=${each}`,
          label: t(`achievements:parts.${each}`),
          current: each === part,
        }))}
      />
      <FormErrors form={form} names={names} />
      {shown?.differences !== undefined && shown.differences.length > 0 && (
        <Note tone="amber" title={t('achievements:edit.stale')}>
          <ul>
            {shown.differences.map((field) => (
              <li key={field}>{t(`achievements:fields.${field}` as 'achievements:fields.name')}</li>
            ))}
          </ul>
        </Note>
      )}
      <EditorForm
        part={part}
        revision={shown?.revision ?? loaderData.revision}
        savedAt={loaderData.savedAt}
        timeZone={loaderData.timeZone}
        form={form}
        next={PARTS[PARTS.indexOf(part) + 1]}
      >
        <PartFields data={loaderData} draft={shown?.draft ?? loaderData.definition} />
      </EditorForm>
      {part === 'art' && (
        <LedgerSection title={t('achievements:art.own')} note={t('achievements:art.own_note')}>
          <UploadArt
            revision={loaderData.revision}
            uploaded={loaderData.uploaded}
            error={form.error('file')}
          />
        </LedgerSection>
      )}
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function PartFields({
  data: { part, others, drawing, uploaded, base, id, versionId },
  draft,
}: {
  readonly data: Data
  readonly draft: Draft
}) {
  switch (part) {
    case 'basics':
      return <EditBasics draft={draft} />
    case 'criteria':
      return <EditCriteria draft={draft} others={others} />
    case 'rubric':
      return <EditRubric draft={draft} />
    case 'art':
      return (
        <EditArt
          draft={draft}
          drawing={drawing}
          uploaded={uploaded}
          picture={`${base}/${id}/art/${versionId}`}
        />
      )
    case 'more':
      return <EditMore draft={draft} />
  }
}

interface Shown {
  readonly draft: Draft
  readonly revision: number
  /** Fields that somebody else changed meanwhile. */
  readonly differences?: readonly string[]
}

/** What a refused form held: it is shown in place of what is stored. */
function shownIn(actionData: unknown): Shown | undefined {
  return typeof actionData === 'object' && actionData !== null && 'draft' in actionData
    ? (actionData as Shown)
    : undefined
}
