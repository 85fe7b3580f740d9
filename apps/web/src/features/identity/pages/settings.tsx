import { useTranslation } from 'react-i18next'
import { Outlet, useLocation } from 'react-router'
import { Head, Page, Tabs } from '../../../ui/index.ts'

/** The parts of the settings, each with an address of its own. */
const PARTS = [
  ['/settings', 'profile'],
  ['/settings/addresses', 'addresses'],
  ['/settings/password', 'password'],
  ['/settings/passkeys', 'passkeys'],
  ['/settings/second-factor', 'second_factor'],
  ['/settings/sessions', 'sessions'],
  ['/settings/organizations', 'organizations'],
  ['/settings/apps', 'apps'],
  ['/settings/keys', 'keys'],
  ['/settings/activity', 'activity'],
  ['/settings/data', 'data'],
] as const

/** What surrounds every part of the settings. */
export default function Settings() {
  const { t } = useTranslation(['settings', 'common'])
  const { pathname } = useLocation()
  return (
    <Page>
      <Head title={t('common:nav.settings')} />
      <Tabs
        label={t('common:nav.settings')}
        items={PARTS.map(([to, part]) => ({
          to,
          label: t(`settings:parts.${part}`),
          current: pathname === to,
        }))}
      />
      <Outlet />
    </Page>
  )
}
