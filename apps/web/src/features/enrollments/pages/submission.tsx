import { useTranslation } from 'react-i18next'
import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Head, LedgerSection, MarkdownView, Page, Tag } from '../../../ui/index.ts'
import '../../../ui/pages/enrollments.css'
import { getVersion } from '../../achievements/queries.ts'
import { maySeeEnrollment } from '../policy.ts'
import { reachedRows, shownPiece } from '../present/enrollment-page.ts'
import { listJudgements } from '../queries/judgement.ts'
import { getEnrollment, listSubmissions, openSubmission } from '../queries.ts'
import { renderMarkdown } from '../schema/markdown.ts'
import type { Route } from './+types/submission'
import { useDay } from './formats.ts'
import { PieceView } from './piece-view.tsx'
import { Rubric } from './rubric.tsx'
import { SUBMISSION_TONES } from './standing.tsx'

export function loader(args: Route.LoaderArgs) {
  const { org, enrollment, number } = args.params
  return inOrganization(args, async (scope) => ({
    ...(await loadSubmission(scope, enrollment, Number(number), `/o/${org}`)),
    timeZone: contextOf(args).person?.timeZone ?? 'UTC',
  }))
}

async function loadSubmission(scope: OrgScope, enrollmentId: string, number: number, base: string) {
  const enrollment = await getEnrollment(scope, enrollmentId)
  authorize(maySeeEnrollment(scope, enrollment))
  const facts = (await listSubmissions(scope, enrollmentId)).find((each) => each.number === number)
  if (facts === undefined) throw notFound('submission')
  const { definition } = await getVersion(scope, enrollment.achievementVersionId)
  const submission = await openSubmission(scope, facts.id)
  const judgements = await listJudgements(scope, facts.id)
  return {
    address: `${base}/enrollments/${enrollmentId}`,
    name: definition.name,
    language: definition.language,
    levels: definition.levels,
    facts,
    reflection: submission.reflection === '' ? undefined : renderMarkdown(submission.reflection),
    aiHelp: submission.declaration.aiHelp,
    feedback: judgements.map(({ feedback }) => feedback).filter((text) => text !== ''),
    judged: judgements.length > 0,
    criteria: definition.criteria
      .filter(({ kind }) => kind === 'performance')
      .map((criterion) => ({
        id: criterion.id,
        title: criterion.title,
        rows: reachedRows(criterion, judgements),
        pieces: submission.artifacts
          .filter(({ criterionId }) => criterionId === criterion.id)
          .map((piece) => shownPiece(piece, `${base}/submissions/${facts.id}/files/${piece.id}`, scope.deps)),
      })),
  }
}

type Data = Route.ComponentProps['loaderData']

export default function Submission({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['enrollments', 'common'])
  const { facts, name, address, language, criteria, timeZone } = loaderData
  const day = useDay(timeZone)
  const title = t('enrollments:submission.title', {
    number: facts.number,
    state: t(`enrollments:submission_state.${facts.state}`),
  })
  const waits = facts.state === 'submitted'
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        crumbs={{ label: t('common:crumbs'), items: [{ to: address, label: name }] }}
        title={title}
        lede={t(waits ? 'enrollments:submission.lede_waiting' : 'enrollments:submission.lede', {
          date: day(facts.submittedAt),
          promised: day(facts.promisedAt),
        })}
      />
      <Decision data={loaderData} />
      {criteria.map((criterion, at) => (
        <LedgerSection
          key={criterion.id}
          id={`c-${criterion.id}`}
          rule={at === 0 && facts.outcome === null ? 'main' : 'hair'}
          title={<span lang={language}>{criterion.title}</span>}
        >
          <Judged of={criterion} data={loaderData} />
          {criterion.pieces.map((piece) => (
            <PieceView key={piece.id} piece={piece} />
          ))}
        </LedgerSection>
      ))}
      <Declared data={loaderData} />
    </Page>
  )
}

/** What was decided, in the assessor's words. */
function Decision({ data: { facts, feedback, timeZone } }: { readonly data: Data }) {
  const { t } = useTranslation('enrollments')
  const day = useDay(timeZone)
  if (facts.outcome === null || facts.decidedAt === null) return null
  return (
    <LedgerSection
      rule="main"
      title={t('enrollments:submission.decision')}
      note={t('enrollments:submission.decided', { date: day(facts.decidedAt) })}
    >
      <p>
        <Tag tone={SUBMISSION_TONES[facts.outcome]}>{t(`enrollments:submission_state.${facts.outcome}`)}</Tag>
      </p>
      {facts.reason !== null && facts.reason !== '' && <p className="said measure">{facts.reason}</p>}
      {feedback.map((text) => (
        <div key={text}>
          <h3>{t('enrollments:submission.feedback')}</h3>
          <p className="said measure">{text}</p>
        </div>
      ))}
    </LedgerSection>
  )
}

interface JudgedProps {
  readonly of: Data['criteria'][number]
  readonly data: Data
}

/** The rubric with what was reached, and the comments on its rows. */
function Judged({ of: { rows }, data: { judged, levels, language } }: JudgedProps) {
  const { t } = useTranslation('enrollments')
  if (!judged) return null
  const commented = rows.filter(({ comment, level }) => comment !== '' || level === 0)
  return (
    <>
      <Rubric rows={rows} levels={levels} language={language} />
      {commented.length > 0 && (
        <>
          <h3>{t('enrollments:submission.comments')}</h3>
          <ul className="below">
            {commented.map(({ id, title, comment, level }) => (
              <li key={id}>
                <span className="strong">{title}</span>
                {level === 0 && <span className="dim">{t('enrollments:submission.not_shown')}</span>}
                {comment !== '' && <span className="said">{comment}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Declared({ data: { reflection, aiHelp } }: { readonly data: Data }) {
  const { t } = useTranslation('enrollments')
  return (
    <>
      {reflection !== undefined && (
        <LedgerSection title={t('enrollments:submission.reflection')}>
          <MarkdownView html={reflection} />
        </LedgerSection>
      )}
      <LedgerSection title={t('enrollments:submission.declaration')}>
        <p>{t('enrollments:submission.own_work')}</p>
        <p>
          {aiHelp === ''
            ? t('enrollments:submission.no_ai')
            : t('enrollments:submission.ai', { help: aiHelp })}
        </p>
      </LedgerSection>
    </>
  )
}
