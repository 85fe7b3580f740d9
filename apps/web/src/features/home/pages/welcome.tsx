import { useTranslation } from 'react-i18next'
import { DEMO_ACCOUNTS } from '../../../demo/accounts.ts'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import { Button, LedgerSection, Page, TextAreaField } from '../../../ui/index.ts'
import '../../../ui/pages/home.css'
import { isDemoInstance } from '../../identity/queries.ts'
import { hasOrganization } from '../queries.ts'
import type { Route } from './+types/welcome'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

export async function loader(args: Route.LoaderArgs) {
  const { person, deps } = contextOf(args)
  const demo = person === undefined && (await isDemoInstance(deps))
  return {
    signedIn: person !== undefined,
    fresh: !(await inOpen(args, hasOrganization)),
    accounts: demo ? DEMO_ACCOUNTS.map(({ role, name, email }) => ({ role, name, email })) : [],
  }
}

const FACTS = ['judged', 'yours', 'checked'] as const

export default function Welcome({ loaderData: { signedIn, fresh, accounts } }: Route.ComponentProps) {
  const { t } = useTranslation(['home', 'common'])
  const title = t('home:welcome.title')
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <meta name="description" content={t('home:welcome.lede')} />
      <header className="welcome">
        <div>
          <h1>{title}</h1>
          <p className="lede">{t('home:welcome.lede')}</p>
          <p className="row">
            <a className="btn primary" href={signedIn ? '/home' : '/sign-in'}>
              {t(signedIn ? 'home:welcome.home' : 'home:welcome.sign_in')}
            </a>
            {!fresh && (
              <a className="btn" href="/catalog">
                {t('home:welcome.catalog')}
              </a>
            )}
          </p>
        </div>
        <VerifyBox />
      </header>
      {fresh && (
        <LedgerSection rule="main" title={t('home:welcome.fresh')}>
          <h3>{t('home:welcome.fresh_title')}</h3>
          <p className="measure">{t('home:welcome.fresh_text')}</p>
        </LedgerSection>
      )}
      {accounts.length > 0 && <DemoEntrance accounts={accounts} />}
      <LedgerSection rule={fresh || accounts.length > 0 ? 'hair' : 'main'} title={t('home:welcome.facts')}>
        <div className="three">
          {FACTS.map((fact) => (
            <div key={fact}>
              <h3>{t(`home:welcome.fact.${fact}`)}</h3>
              <p className="mid">{t(`home:welcome.fact.${fact}_text`)}</p>
            </div>
          ))}
        </div>
      </LedgerSection>
    </Page>
  )
}

/** The form of the verify page in short; it posts there. */
function VerifyBox() {
  const { t } = useTranslation('home')
  return (
    <form method="post" action="/verify" encType="multipart/form-data" className="verify-box">
      <h2>{t('home:welcome.check')}</h2>
      <p className="small dim">{t('home:welcome.check_note')}</p>
      <TextAreaField name="text" label={t('home:welcome.text')} rows={2} spellCheck={false} />
      <div className="question">
        <label htmlFor="f-file">{t('home:welcome.file')}</label>
        <div className="drop">
          <input
            id="f-file"
            name="file"
            type="file"
            accept=".png,.json,.jsonld,image/png,application/json,application/ld+json"
          />
        </div>
      </div>
      <div className="split">
        <Button>{t('home:welcome.verify')}</Button>
        <a href="/verify/how">{t('home:welcome.how')}</a>
      </div>
    </form>
  )
}

interface DemoEntranceProps {
  readonly accounts: readonly { readonly role: string; readonly name: string; readonly email: string }[]
}

/** One click for each role, in the demo only. */
function DemoEntrance({ accounts }: DemoEntranceProps) {
  const { t } = useTranslation(['home', 'identity'])
  return (
    <LedgerSection rule="main" title={t('home:welcome.demo')} note={t('home:welcome.demo_note')}>
      <form method="post" action="/demo/sign-in" className="entrance">
        {accounts.map(({ role, name, email }) => (
          <button key={email} type="submit" className="btn" name="email" value={email}>
            <span>
              <span className="strong">{t(`identity:demo.roles.${role}` as 'identity:demo.title')}</span>
              <span className="small dim">{name}</span>
            </span>
          </button>
        ))}
      </form>
    </LedgerSection>
  )
}
