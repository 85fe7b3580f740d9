import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { inOwn } from '../../../http/request-context.ts'
import { LedgerSection } from '../../../ui/index.ts'
import { mayReadOwn } from '../policy.ts'
import type { Route } from './+types/settings-data'

export function loader(args: Route.LoaderArgs) {
  return inOwn(args, async (scope) => {
    authorize(mayReadOwn(scope))
    return null
  })
}

/** What is kept about a person, who sees it, and how they take it along. */
export default function SettingsData() {
  const { t } = useTranslation(['settings', 'common'])
  const sections = ['kept', 'seen', 'leaving'] as const
  return (
    <>
      <title>{t('common:page_title', { title: t('settings:parts.data') })}</title>
      {sections.map((section, i) => (
        <LedgerSection key={section} title={t(`settings:data.${section}`)} rule={i === 0 ? 'none' : 'hair'}>
          <div className="prose">
            {t(`settings:data.${section}_text`)
              .split('\n\n')
              .map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
          </div>
        </LedgerSection>
      ))}
      <LedgerSection title={t('settings:data.take')}>
        <p>
          {t('settings:data.take_text')} <Link to="/backpack">{t('common:nav.backpack')}</Link>
        </p>
      </LedgerSection>
    </>
  )
}
