import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  ConfirmForm,
  Facts,
  fieldId,
  Head,
  LedgerSection,
  type MarkState,
  More,
  Page,
  StateMark,
  TextAreaField,
  Time,
} from '../../../ui/index.ts'
import '../../../ui/pages/credentials.css'
import { revokeKey, rotateKey } from '../commands.ts'
import { mayManageKeys, maySeeIssuer } from '../policy.ts'
import { presentKey } from '../present.ts'
import { getIssuer, listKeys } from '../queries.ts'
import { KEY_PURPOSES, type KeyPurpose } from '../schema/terms.ts'
import { compromiseSchema, type KeyState, rotationSchema } from '../schema.ts'
import type { Route } from './+types/keys'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeIssuer(scope))
    const { url, didWeb, logOrigin } = await getIssuer(scope)
    return {
      issuer: { url, path: new URL(url).pathname, didWeb, logOrigin },
      keys: (await listKeys(scope)).map(presentKey).reverse(),
      mayManage: mayManageKeys(scope),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

/** The form that is sent: `rotate:<purpose>` or `revoke:<key>`. */
const intentSchema = z
  .string()
  .regex(/^(rotate:[a-z0-9_]+|revoke:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    const [verb, subject = ''] = parseInput(intentSchema, intent, language).split(':')
    await inOrganization(args, async (scope) => {
      authorize(mayManageKeys(scope))
      if (verb === 'rotate')
        await rotateKey(scope, parseInput(rotationSchema, { purpose: subject }, language).purpose)
      else await revokeKey(scope, subject, parseInput(compromiseSchema, fields, language).reason)
    })
    throw redirect(`/o/${args.params.org}/issuer`)
  })
}

type KeyView = ReturnType<typeof presentKey>

export default function Keys({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['issuer', 'common'])
  const { issuer, keys } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('issuer:title') })}</title>
      <Head
        title={t('issuer:title')}
        lede={t('issuer:lede')}
        actions={<ButtonLink to={issuer.path}>{t('issuer:public_page')}</ButtonLink>}
      />
      <FormErrors form={formState(actionData)} names={['reason']} />
      <LedgerSection title={t('issuer:addresses')} note={t('issuer:addresses_note')} rule="main">
        <Facts
          items={[
            { term: t('issuer:public.address'), value: <span className="address">{issuer.url}</span> },
            { term: t('issuer:public.did'), value: <span className="address">{issuer.didWeb}</span> },
            { term: t('issuer:log_origin'), value: <span className="address">{issuer.logOrigin}</span> },
            {
              term: t('issuer:profile'),
              value: <a href={`/o/${params.org}/settings`}>{t('issuer:edit_profile')}</a>,
            },
          ]}
        />
      </LedgerSection>
      {KEY_PURPOSES.map((purpose) => (
        <LedgerSection
          key={purpose}
          title={t(`issuer:purposes.${purpose}`)}
          note={t(`issuer:purpose_notes.${purpose}`)}
        >
          <ul className="rows">
            {keys
              .filter((key) => key.purpose === purpose)
              .map((key) => (
                <KeyRow key={key.id} signingKey={key} timeZone={loaderData.timeZone}>
                  {loaderData.mayManage && key.purpose !== 'log' && key.state !== 'revoked' && (
                    <Compromise signingKey={key} form={formState(actionData, `revoke:${key.id}`)} />
                  )}
                </KeyRow>
              ))}
          </ul>
          {loaderData.mayManage && purpose !== 'log' && <Rotation purpose={purpose} />}
        </LedgerSection>
      ))}
    </Page>
  )
}

const MARKS: Record<KeyState, MarkState> = { current: 'passed', retired: 'half', revoked: 'failed' }

interface KeyRowProps {
  readonly signingKey: KeyView
  readonly timeZone: string
  readonly children: React.ReactNode
}

function KeyRow({ signingKey: key, timeZone, children }: KeyRowProps) {
  const { t, i18n } = useTranslation('issuer')
  const at = key.revokedAt ?? key.retiredAt ?? key.createdAt
  return (
    <li className="wraps">
      <div className="art">
        <StateMark state={MARKS[key.state]} />
      </div>
      <div className="words">
        <h3>{key.fragment}</h3>
        <p>
          {t(`states.${key.state}`)} <Time at={at} locale={i18n.language} timeZone={timeZone} />
          {', '}
          {t(`types.${key.type}`)}
        </p>
        {key.publicKeyMultibase !== undefined && <p className="address">{key.publicKeyMultibase}</p>}
        <div className="below">{children}</div>
      </div>
    </li>
  )
}

function Compromise({
  signingKey: { id, fragment },
  form,
}: {
  readonly signingKey: KeyView
  readonly form: FormState
}) {
  const { t } = useTranslation('issuer')
  const open = form.problem !== undefined
  return (
    <ConfirmForm
      ask={t('revoke.ask')}
      confirm={t('revoke.confirm', { key: fragment })}
      values={{ intent: `revoke:${id}` }}
      open={open}
    >
      <p>{t('revoke.says')}</p>
      <TextAreaField
        name="reason"
        id={open ? fieldId('reason') : `${fieldId('reason')}-${fragment}`}
        label={t('revoke.reason')}
        hint={t('revoke.reason_hint')}
        required
        maxLength={1000}
        defaultValue={form.typed('reason')}
        error={form.error('reason')}
      />
    </ConfirmForm>
  )
}

function Rotation({ purpose }: { readonly purpose: Exclude<KeyPurpose, 'log'> }) {
  const { t } = useTranslation('issuer')
  return (
    <More summary={t('rotate.ask')}>
      <form method="post" className="form">
        <input type="hidden" name="intent" value={`rotate:${purpose}`} />
        <p>{t('rotate.says')}</p>
        <p>
          <Button>{t('rotate.confirm')}</Button>
        </p>
      </form>
    </More>
  )
}
