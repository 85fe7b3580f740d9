import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { LANGUAGE_NAMES, LANGUAGES } from '../../../i18n/languages.ts'
import { Button, CheckField, ChoiceGroup, LedgerSection, Note, TextField } from '../../../ui/index.ts'
import { changeProfile } from '../commands/profile.ts'
import { mayChangeOwn, mayReadOwn } from '../policy.ts'
import { getProfile } from '../queries.ts'
import { profileSchema, safeNext } from '../schema.ts'
import type { Route } from './+types/settings-profile'

export async function loader(args: Route.LoaderArgs) {
  const { searchParams } = new URL(args.request.url)
  const profile = await inOwn(args, (scope) => {
    authorize(mayReadOwn(scope))
    return getProfile(scope)
  })
  return {
    profile,
    // Who came by a link is called by their address until they say otherwise.
    name: profile.name.includes('@') ? '' : profile.name,
    welcome: searchParams.has('welcome'),
    saved: searchParams.has('saved'),
    next: safeNext(searchParams.get('next'), ''),
    zones: Intl.supportedValuesOf('timeZone'),
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ next, ...fields }) => {
    const input = parseInput(profileSchema, { nameOnCredentials: false, ...fields }, contextOf(args).language)
    await inOwn(args, (scope) => {
      authorize(mayChangeOwn(scope))
      return changeProfile(scope, input)
    })
    throw redirect(safeNext(next, '/settings?saved=1'))
  })
}

export default function SettingsProfile({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'identity', 'common'])
  const { profile, name, welcome, saved, next, zones } = loaderData
  const form = formState(actionData)
  return (
    <LedgerSection title={t('settings:parts.profile')} note={t('settings:profile.note')} rule="none">
      <title>{t('common:page_title', { title: t('settings:parts.profile') })}</title>
      <Form method="post" className="form">
        {welcome && form.problem === undefined && (
          <Note tone="pass" title={t('settings:profile.welcome')}>
            {t('settings:profile.welcome_more')}
          </Note>
        )}
        {saved && form.problem === undefined && <Note tone="pass">{t('settings:saved')}</Note>}
        <FormErrors form={form} names={['name', 'locale', 'timeZone']} />
        <input type="hidden" name="next" value={next} />
        <TextField
          name="name"
          label={t('identity:name')}
          autoComplete="name"
          required
          maxLength={200}
          defaultValue={form.typed('name', name)}
          error={form.error('name')}
        />
        <CheckField
          name="nameOnCredentials"
          value="on"
          label={t('settings:profile.name_on_credentials')}
          hint={t('settings:profile.name_on_credentials_hint')}
          checked={form.checked('nameOnCredentials', profile.nameOnCredentials)}
        />
        <ChoiceGroup
          name="locale"
          label={t('common:language')}
          hint={t('settings:profile.language_hint')}
          options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          chosen={[form.typed('locale', profile.locale) ?? 'en']}
        />
        <TimeZoneField
          zones={zones}
          value={form.typed('timeZone', profile.timeZone)}
          error={form.error('timeZone')}
        />
        <div className="actions">
          <Button look="first">{t('common:save')}</Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

interface TimeZoneFieldProps {
  readonly zones: readonly string[]
  readonly value: string | undefined
  readonly error: string | undefined
}

/** A field with the known zones to choose from; the device's own is offered where it is another one. */
function TimeZoneField({ zones, value, error }: TimeZoneFieldProps) {
  const { t } = useTranslation('settings')
  const [chosen, choose] = useState(value ?? 'UTC')
  const [own, setOwn] = useState<string>()
  useEffect(() => setOwn(Intl.DateTimeFormat().resolvedOptions().timeZone), [])
  return (
    <div className="time-zone">
      <TextField
        name="timeZone"
        label={t('profile.time_zone')}
        hint={t('profile.time_zone_hint')}
        list="time-zones"
        autoComplete="off"
        required
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
        error={error}
      />
      <datalist id="time-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {own !== undefined && own !== chosen && (
        <Button type="button" small onClick={() => choose(own)}>
          {t('profile.use_zone', { zone: own })}
        </Button>
      )}
    </div>
  )
}
