import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Badge, Facts, Head, LedgerSection, Page, Tag, Time } from '../../../ui/index.ts'
import '../../../ui/pages/credentials.css'
import { findClaimOf } from '../../recipients/queries.ts'
import { claimStateOf } from '../../recipients/schema.ts'
import { changeStatus } from '../commands/change-status.ts'
import { mayChangeStatus, maySeeCredentials } from '../policy.ts'
import { presentDetail } from '../present/views.ts'
import { badgeOf } from '../queries/badge-picture.ts'
import { type LinkedCredential, renewalOf } from '../queries/renewals.ts'
import { credentialFacts, getHolder } from '../queries.ts'
import { STATUS_CHANGES, statusChangeSchema } from '../schema.ts'
import type { Route } from './+types/issued'
import { CredentialFiles } from './credential-files.tsx'
import { STATE_LOOKS } from './state-looks.ts'
import { StatusForms } from './status-forms.tsx'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeCredentials(scope))
    const facts = await credentialFacts(scope, args.params.credential)
    const holder = await getHolder(scope, facts.id)
    const claim = await findClaimOf(scope, facts.id)
    const { drawing } = await badgeOf(scope, facts.achievementVersionId, facts.validFrom.getUTCFullYear())
    return {
      credential: presentDetail(facts, scope.deps.now()),
      suspended: facts.suspendedAt !== null,
      holderName: holder.name,
      holderAddress: holder.address,
      claim: claim === undefined ? undefined : { id: claim.id, state: claimStateOf(claim, scope.deps.now()) },
      renewal: await renewalOf(scope, facts.id),
      mayChange: mayChangeStatus(scope) && facts.personId !== scope.personId,
      drawing,
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

const kindSchema = z.enum(STATUS_CHANGES)

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    const kind = parseInput(kindSchema, intent, language)
    const { reason } = parseInput(statusChangeSchema, fields, language)
    await inOrganization(args, async (scope) => {
      authorize(mayChangeStatus(scope))
      await changeStatus(scope, args.params.credential, kind, reason)
    })
    throw redirect(`/o/${args.params.org}/credentials/${args.params.credential}`)
  })
}

export default function Issued({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['credentials', 'common'])
  const { credential, holderName, drawing, timeZone } = loaderData
  const look = STATE_LOOKS[credential.state]
  const title = t('credentials:page.title', { name: credential.achievementName, holder: holderName })
  const day = (at: string | null, otherwise: string) =>
    at === null ? otherwise : <Time at={at} locale={i18n.language} timeZone={timeZone} show="both" />
  const linked = (other: LinkedCredential | undefined) =>
    other === undefined ? undefined : (
      <a href={`/o/${params.org}/credentials/${other.id}`}>
        {t('credentials:renewal.of_day')}{' '}
        <Time at={other.validFrom} locale={i18n.language} timeZone={timeZone} />
      </a>
    )
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        crumbs={{
          label: t('credentials:issued.crumbs'),
          items: [{ to: `/o/${params.org}/credentials`, label: t('credentials:list.title_plain') }],
        }}
        lede={
          <Tag tone={look.tone} mark={look.mark}>
            {t(`credentials:states.${credential.state}`)}
          </Tag>
        }
      />
      <LedgerSection
        title={t('credentials:issued.facts')}
        note={<Badge definition={drawing} size={112} />}
        rule="main"
      >
        <Facts
          items={[
            { term: t('credentials:list.holder'), value: holderName },
            { term: t('credentials:issued.awarded_to'), value: loaderData.holderAddress },
            {
              term: t('credentials:issued.claim'),
              value:
                loaderData.claim === undefined ? undefined : (
                  <a href={`/o/${params.org}/claims/${loaderData.claim.id}`}>
                    {t(`credentials:claim_states.${loaderData.claim.state}`)}
                  </a>
                ),
            },
            {
              term: t('credentials:list.achievement'),
              value: t('credentials:issued.version', {
                name: credential.achievementName,
                version: credential.version,
              }),
            },
            { term: t('credentials:list.issued'), value: day(credential.validFrom, '') },
            {
              term: t('credentials:list.until'),
              value: day(credential.validUntil, t('credentials:list.no_end')),
            },
            { term: t('credentials:renewal.term_renews'), value: linked(loaderData.renewal.renews) },
            { term: t('credentials:renewal.term_renewed_by'), value: linked(loaderData.renewal.renewedBy) },
            {
              term: t('credentials:issued.signed'),
              value: day(credential.issuedAt, t('credentials:states.signing')),
            },
            {
              term: t('credentials:issued.address'),
              value: <span className="address">{credential.url}</span>,
            },
            {
              term: t('credentials:proof.digest'),
              value:
                credential.digest === null ? undefined : <span className="address">{credential.digest}</span>,
            },
          ]}
        />
        {credential.issuedAt !== null && (
          <CredentialFiles
            base={`/api/v1/organizations/${params.org}/credentials/${credential.id}`}
            query=""
            inForce={credential.state !== 'revoked' && credential.state !== 'suspended'}
          />
        )}
      </LedgerSection>
      <LedgerSection title={t('credentials:issued.history')} note={t('credentials:issued.history_note')}>
        {credential.history.length === 0 ? (
          <p>{t('credentials:issued.no_history')}</p>
        ) : (
          <ul className="rows">
            {credential.history.map((change) => (
              <li key={`${change.changedAt} ${change.kind}`}>
                <div className="words">
                  <h3>{t(`credentials:history.${change.kind}`)}</h3>
                  <p>{change.reason}</p>
                </div>
                <div className="end">
                  <span>
                    {change.changedBy},{' '}
                    <Time at={change.changedAt} locale={i18n.language} timeZone={timeZone} show="both" />
                  </span>
                </div>
              </li>
            ))}
          </ul>
        )}
      </LedgerSection>
      {loaderData.mayChange && credential.state !== 'revoked' && credential.state !== 'signing' && (
        <LedgerSection title={t('credentials:change.title')} note={t('credentials:change.note')}>
          <StatusForms suspended={loaderData.suspended} actionData={actionData} />
        </LedgerSection>
      )}
    </Page>
  )
}
