import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, type FormState, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn, pageAddress } from '../../../http/request-context.ts'
import { Button, ButtonLink, ConfirmForm, LedgerSection, Note, TextField, Time } from '../../../ui/index.ts'
import { findRecovery, stopOwnRecovery } from '../commands/recovery.ts'
import {
  beginFactor,
  confirmFactor,
  findWaitingFactor,
  getFactorState,
  removeFactor,
  renewRecoveryCodes,
} from '../commands/second-factor.ts'
import { isFresh, maySecureOwn } from '../policy.ts'
import { proofAddress } from '../schema/proof.ts'
import { codeSchema, safeNext } from '../schema.ts'
import type { Route } from './+types/settings-second-factor'
import { inOwnFresh } from './in-own-fresh.server.ts'
import { qrPath } from './qr-path.server.ts'

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const { searchParams } = new URL(args.request.url)
  const next = safeNext(searchParams.get('next'), '')
  const state = await inOwn(args, async (scope) => {
    authorize(maySecureOwn(scope))
    const waiting = isFresh(scope) ? await findWaitingFactor(scope) : undefined
    const recovery = await findRecovery(scope, scope.personId)
    return {
      ...(await getFactorState(scope, scope.personId)),
      waiting: waiting === undefined ? undefined : { secret: waiting.secret, ...qrPath(waiting.uri) },
      ripensAt: recovery?.ripensAt.toISOString(),
      fresh: isFresh(scope),
    }
  })
  return {
    ...state,
    since: state.since?.toISOString() ?? null,
    prove: proofAddress(pageAddress(args.request)),
    next,
    language,
    timeZone: person?.timeZone ?? 'UTC',
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, code }) => {
    if (intent === 'stop') {
      await inOwn(args, (scope) => {
        authorize(maySecureOwn(scope))
        return stopOwnRecovery(scope)
      })
      throw redirect('/settings/second-factor')
    }
    if (intent === 'confirm') {
      const typed = parseInput(codeSchema, { code }, contextOf(args).language)
      return { codes: await inOwnFresh(args, (scope) => confirmFactor(scope, typed.code)) }
    }
    if (intent === 'codes') return { codes: await inOwnFresh(args, (scope) => renewRecoveryCodes(scope)) }
    await inOwnFresh(args, async (scope) => {
      if (intent === 'remove') await removeFactor(scope)
      else await beginFactor(scope)
    })
    throw redirect(pageAddress(args.request, { query: true }))
  })
}

export default function SettingsSecondFactor({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { set, since, codesLeft, waiting, next, ripensAt, language, timeZone } = loaderData
  const form = formState(actionData)
  const codes = actionData !== undefined && 'codes' in actionData ? actionData.codes : undefined
  return (
    <>
      <title>{t('common:page_title', { title: t('settings:parts.second_factor') })}</title>
      <LedgerSection title={t('settings:parts.second_factor')} note={t('settings:factor.note')} rule="none">
        {next !== '' && !set && <Note tone="amber">{t('settings:factor.required')}</Note>}
        {ripensAt !== undefined && <Recovery {...loaderData} ripensAt={ripensAt} />}
        <FormErrors form={form} names={['code']} />
        {codes !== undefined && <NewCodes codes={codes} next={next} />}
        <p>
          {set && since !== null ? (
            <>
              {t('settings:factor.set_since')}{' '}
              <Time at={since} locale={language} timeZone={timeZone} show="both" />
              {'. '}
              {t('settings:factor.codes_left', { count: codesLeft })}
            </>
          ) : (
            t('settings:factor.not_set')
          )}
        </p>
        <Choices {...loaderData} />
      </LedgerSection>
      {waiting !== undefined && <SetUp {...waiting} form={form} />}
    </>
  )
}

type Data = Route.ComponentProps['loaderData']

/** What can be done now; who did not prove lately that it is them does that first. */
function Choices({ set, fresh, waiting, prove }: Data) {
  const { t } = useTranslation('settings')
  if (!fresh)
    return (
      <p>
        {t('prove.first')} <ButtonLink to={prove}>{t('prove.title')}</ButtonLink>
      </p>
    )
  return (
    <div className="actions">
      {waiting === undefined && (
        <Form method="post">
          <Button look={set ? 'plain' : 'first'} name="intent" value="begin">
            {t(set ? 'factor.replace' : 'factor.begin')}
          </Button>
        </Form>
      )}
      {set && (
        <>
          <Form method="post">
            <Button name="intent" value="codes">
              {t('factor.renew_codes')}
            </Button>
          </Form>
          <ConfirmForm ask={t('factor.remove')} confirm={t('factor.remove')} values={{ intent: 'remove' }}>
            {t('factor.remove_text')}
          </ConfirmForm>
        </>
      )}
    </div>
  )
}

interface SetUpProps {
  readonly secret: string
  readonly size: number
  readonly path: string
  readonly form: FormState
}

function SetUp({ secret, size, path, form }: SetUpProps) {
  const { t } = useTranslation(['settings', 'identity'])
  return (
    <LedgerSection title={t('settings:factor.set_up')} note={t('settings:factor.set_up_note')}>
      <div className="stack">
        <svg
          role="img"
          aria-label={t('settings:factor.qr')}
          viewBox={`-4 -4 ${size + 8} ${size + 8}`}
          style={{ width: 220, maxWidth: '100%', background: '#ffffff' }}
          shapeRendering="crispEdges"
        >
          <path d={path} fill="#000000" />
        </svg>
        <p>
          {t('settings:factor.by_hand')} <code className="key">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
      </div>
      <Form method="post" className="form">
        <TextField
          name="code"
          label={t('settings:factor.first_code')}
          hint={t('settings:factor.first_code_hint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={8}
          error={form.error('code')}
        />
        <div className="actions">
          <Button look="first" name="intent" value="confirm">
            {t('settings:factor.confirm')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

function NewCodes({ codes, next }: { readonly codes: readonly string[]; readonly next: string }) {
  const { t } = useTranslation('settings')
  return (
    <Note tone="pass" title={t('factor.codes_title')} urgent>
      <p>{t('factor.codes_text')}</p>
      <ul className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      {next !== '' && <ButtonLink to={next}>{t('factor.go_on')}</ButtonLink>}
    </Note>
  )
}

/** Somebody asked to give the second factor up: the person who is signed in can stop it. */
function Recovery({ ripensAt, language, timeZone }: Data & { readonly ripensAt: string }) {
  const { t } = useTranslation('settings')
  return (
    <Note tone="fail" title={t('factor.recovery')}>
      <p>
        {t('factor.recovery_text')} <Time at={ripensAt} locale={language} timeZone={timeZone} show="both" />
      </p>
      <Form method="post">
        <Button look="danger" name="intent" value="stop">
          {t('factor.recovery_stop')}
        </Button>
      </Form>
    </Note>
  )
}
