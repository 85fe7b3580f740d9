import { AppError, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import type { TypedValues } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { statusOf } from '../../../http/problem.ts'
import { contextOf, type FormProblem, inOrganization, type PageArgs } from '../../../http/request-context.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { translateIn } from '../../../i18n/server.ts'
import { AUTOSAVE } from '../../../use-autosave.ts'
import { removeArt, uploadArt } from '../commands/art.ts'
import { saveDraft } from '../commands.ts'
import { mayDefine } from '../policy.ts'
import { changesBetween } from '../present/history.ts'
import { getAchievementItem } from '../queries/one.ts'
import { type DraftVersion, findDraft } from '../queries.ts'
import { type Draft, draftSchema } from '../schema/draft.ts'
import { applyEdit, parseEdit } from '../schema/draft-edits.ts'
import { formTree, mergePart, shownDraft } from '../schema/draft-form.ts'
import { type Part, partOf } from '../schema/draft-parts.ts'

/** What a post to the editor came to. */
export type PartAnswer =
  | { readonly kind: 'done'; readonly to: string }
  | { readonly kind: 'saved'; readonly saved: { readonly revision: number; readonly savedAt: Date } }
  | RefusedPart

export interface RefusedPart {
  readonly kind: 'refused'
  readonly status: number
  readonly problem: FormProblem
  /** What was typed, to be shown again. */
  readonly values: TypedValues
  readonly draft: Draft
  /** The revision that the next try must carry. */
  readonly revision: number
  /** After somebody else saved: which fields differ from what was typed. */
  readonly differences?: readonly string[]
}

type Args = PageArgs & { readonly params: { readonly org: string; readonly id: string } }

/** Saves one part of a draft, does what its button says, and tells where to go; a refusal gives back all that was typed. */
export async function postPart(args: Args, form: FormData): Promise<PartAnswer> {
  try {
    if (form.get('intent') === 'upload') return await upload(args, form)
    return await inOrganization(args, async (scope) => {
      authorize(mayDefine(scope))
      return save(
        scope,
        await draftOf(scope, args.params.id),
        form,
        `/o/${args.params.org}/achievements/${args.params.id}`,
      )
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return refuse(args, form, error)
  }
}

/** Its own way, because no transaction is open while a scanner looks at the file. */
async function upload(args: Args, form: FormData): Promise<PartAnswer> {
  const { org, id } = args.params
  const run = <T>(work: (scope: OrgScope) => Promise<T>) =>
    inOrganization(args, async (scope) => {
      authorize(mayDefine(scope))
      return work(scope)
    })
  const versionId = await run(async (scope) => (await draftOf(scope, id)).id)
  const file = form.get('file')
  const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array()
  const revision = Number(form.get('revision'))
  await uploadArt(contextOf(args).deps, run, { versionId, revision, bytes })
  return { kind: 'done', to: `/o/${org}/achievements/${id}/edit?part=art` }
}

async function draftOf(scope: OrgScope, id: string): Promise<DraftVersion> {
  const item = await getAchievementItem(scope, id)
  const draft = await findDraft(scope, item.id)
  if (draft === undefined) throw notFound('draft')
  return draft
}

async function save(scope: OrgScope, draft: DraftVersion, form: FormData, here: string): Promise<PartAnswer> {
  const intent = String(form.get('intent') ?? 'save')
  const revision = Number(form.get('revision'))
  const part = partOf(String(form.get('part') ?? ''))
  const page = (to: Part, anchor = '') => `${here}/edit?part=${to}${anchor === '' ? '' : `#${anchor}`}`
  if (intent === 'remove_art') {
    await removeArt(scope, draft.id, revision)
    return { kind: 'done', to: page('art') }
  }
  const typed = parseInput(draftSchema, mergePart(draft.definition, part, formTree(form)), currentLanguage())
  const edit = parseEdit(intent)
  const { draft: next, anchor } = edit === undefined ? { draft: typed, anchor: '' } : applyEdit(typed, edit)
  const saved = await saveDraft(scope, draft.id, revision, next)
  if (form.has(AUTOSAVE)) return { kind: 'saved', saved }
  if (intent === 'done') return { kind: 'done', to: here }
  return { kind: 'done', to: page(intent.startsWith('go:') ? partOf(intent.slice(3)) : part, anchor) }
}

/** Shows the form again with everything that was typed, and, when somebody else was faster, what differs. */
async function refuse(args: Args, form: FormData, error: AppError): Promise<RefusedPart> {
  const t = translateIn(contextOf(args).language)
  const message = String(t(`errors:${error.text}` as 'errors:not_found', { count: error.fields.length }))
  return inOrganization(args, async (scope) => {
    const stored = await draftOf(scope, args.params.id)
    const part = partOf(String(form.get('part') ?? ''))
    const isArt = form.get('intent') === 'upload' || form.get('intent') === 'remove_art'
    const draft = isArt
      ? stored.definition
      : shownDraft(mergePart(stored.definition, part, formTree(form)), stored.definition)
    const stale = error.code === 'stale' && !isArt
    return {
      kind: 'refused',
      status: statusOf(error),
      problem: { message, code: error.text, fields: error.fields },
      values: typedIn(form),
      draft,
      revision: stored.revision,
      ...(stale
        ? { differences: [...new Set(changesBetween(stored.definition, draft).map(({ field }) => field))] }
        : {}),
    }
  })
}

const typedIn = (form: FormData): TypedValues =>
  Object.fromEntries(
    [...new Set(form.keys())].map((name) => [
      name,
      form.getAll(name).filter((value) => typeof value === 'string'),
    ]),
  )
