import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

export default function Welcome() {
  const { t } = useTranslation(['home', 'common'])
  return (
    <div className="wrap head">
      <title>{t('home:welcome.title')}</title>
      <h1>{t('home:welcome.title')}</h1>
      <p className="lede">{t('home:welcome.lede')}</p>
      <p className="row">
        <Link className="btn primary" to="/sign-in">
          {t('common:sign_in')}
        </Link>
      </p>
    </div>
  )
}
