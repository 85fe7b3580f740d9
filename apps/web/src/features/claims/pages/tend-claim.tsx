import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  Facts,
  Head,
  LedgerSection,
  More,
  Note,
  Page,
  Tag,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { reportBounce } from '../commands/bounces.ts'
import { correctClaim } from '../commands/correct-claim.ts'
import { resendClaim } from '../commands/letters.ts'
import { maySeeClaims, mayTendClaims } from '../policy.ts'
import { presentClaim } from '../present/claim-view.ts'
import { getClaim, getClaimLink } from '../queries.ts'
import { bounceSchema, correctionSchema } from '../schema.ts'
import type { Route } from './+types/tend-claim'
import { CLAIM_LOOKS } from './claim-looks.ts'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeClaims(scope))
    const claim = presentClaim(await getClaim(scope, args.params.claim), scope.deps.now())
    const tends = mayTendClaims(scope) && claim.state !== 'claimed' && claim.state !== 'ended'
    return {
      claim,
      tends,
      link: tends ? await getClaimLink(scope, claim.id) : undefined,
      done: new URL(args.request.url).searchParams.get('done') ?? '',
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

const intentSchema = z.enum(['resend', 'correct', 'bounce'])

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    const { org, claim } = args.params
    const kind = parseInput(intentSchema, intent, language)
    await inOrganization(args, async (scope) => {
      authorize(mayTendClaims(scope))
      if (kind === 'correct') {
        const { credentialId } = await correctClaim(
          scope,
          claim,
          parseInput(correctionSchema, fields, language),
        )
        throw redirect(`/o/${org}/credentials/${credentialId}`)
      }
      if (kind === 'resend') await resendClaim(scope, claim)
      else {
        const { address } = await getClaim(scope, claim)
        await reportBounce(scope, parseInput(bounceSchema, { ...fields, address }, language))
      }
    })
    throw redirect(`/o/${org}/claims/${claim}?done=${kind}`)
  })
}

export default function TendClaim({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['claims', 'common'])
  const { claim, done, tends } = loaderData
  const title = t('claims:claim.title', {
    holder: claim.name ?? claim.address,
    name: claim.achievementName,
  })
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        lede={<Tag {...CLAIM_LOOKS[claim.state]}>{t(`claims:states.${claim.state}`)}</Tag>}
        crumbs={{
          label: t('claims:crumbs'),
          items: [{ to: `/o/${params.org}/claims`, label: t('claims:list.title') }],
        }}
      />
      {(done === 'resend' || done === 'bounce') && <Note tone="pass">{t(`claims:claim.done_${done}`)}</Note>}
      <FormErrors form={formState(actionData)} names={['address', 'name', 'reason']} />
      <ClaimFacts {...loaderData} org={params.org} />
      {tends && <Tending {...loaderData} actionData={actionData} />}
    </Page>
  )
}

type Data = Route.ComponentProps['loaderData']

function ClaimFacts({ claim, timeZone, org }: Data & { readonly org: string }) {
  const { t, i18n } = useTranslation('claims')
  const day = (at: string | null) =>
    at === null ? undefined : <Time at={at} locale={i18n.language} timeZone={timeZone} show="both" />
  return (
    <LedgerSection title={t('claim.facts')} note={t('claim.facts_note')} rule="main">
      <Facts
        items={[
          { term: t('address'), value: <span className="address">{claim.address}</span> },
          { term: t('achievement'), value: claim.achievementName },
          { term: t('claim.first'), value: day(claim.createdAt) },
          { term: t('claim.last'), value: day(claim.sentAt) },
          { term: t('claim.reminders'), value: String(claim.reminders) },
          { term: t('claim.next'), value: day(claim.nextReminderAt) },
          { term: t('claim.opened'), value: day(claim.openedAt) },
          { term: t('claim.bounced'), value: day(claim.bouncedAt) },
          { term: t('claim.bounce_reason'), value: claim.bounceReason || undefined },
          { term: t('claim.claimed'), value: day(claim.claimedAt) },
          { term: t('claim.expires'), value: day(claim.expiresAt) },
        ]}
      />
      <p>
        <a href={`/o/${org}/credentials/${claim.credentialId}`}>{t('claim.credential')}</a>
      </p>
    </LedgerSection>
  )
}

function Tending({ claim, link, actionData }: Data & { readonly actionData: unknown }) {
  const { t } = useTranslation('claims')
  const correcting = formState(actionData, 'correct')
  return (
    <LedgerSection title={t('claim.tend')} note={t('claim.tend_note')}>
      <div className="stack">
        <form method="post">
          <Button look="first" name="intent" value="resend">
            {t('claim.resend')}
          </Button>
        </form>
        <More
          summary={t('claim.correct')}
          open={correcting.problem !== undefined || claim.state === 'bounced'}
        >
          <form method="post" className="form">
            <p>{t('claim.correct_says')}</p>
            <input type="hidden" name="intent" value="correct" />
            <TextField
              name="address"
              type="email"
              label={t('claim.right_address')}
              required
              maxLength={254}
              autoComplete="off"
              defaultValue={correcting.typed('address', claim.address)}
              error={correcting.error('address')}
            />
            <TextField
              name="name"
              label={t('claim.name')}
              maxLength={200}
              autoComplete="off"
              defaultValue={correcting.typed('name', claim.name)}
              error={correcting.error('name')}
            />
            <p>
              <Button>{t('claim.correct_action')}</Button>
            </p>
          </form>
        </More>
        <More summary={t('claim.link')}>
          <p>{t('claim.link_says')}</p>
          <TextField name="link" label={t('claim.link_label')} readOnly defaultValue={link} />
        </More>
        {claim.state !== 'bounced' && (
          <More summary={t('claim.bounce')}>
            <form method="post" className="form">
              <p>{t('claim.bounce_says')}</p>
              <input type="hidden" name="intent" value="bounce" />
              <TextField name="reason" label={t('claim.bounce_reason')} maxLength={500} />
              <p>
                <Button>{t('claim.bounce_action')}</Button>
              </p>
            </form>
          </More>
        )}
      </div>
    </LedgerSection>
  )
}
