import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { LANGUAGE_NAMES } from '../../../i18n/languages.ts'
import { Head, LedgerSection, Page, Tag } from '../../../ui/index.ts'
import { maySeeLetters } from '../policy.ts'
import { sampleText } from '../present/own-letter.ts'
import { listOwnLetters } from '../queries/own-letters.ts'
import type { Route } from './+types/letters'

export async function loader(args: Route.LoaderArgs) {
  const letters = await inOrganization(args, (scope) => {
    authorize(maySeeLetters(scope))
    return listOwnLetters(scope)
  })
  return {
    letters: letters.map(({ updatedAt, subject, ...letter }) => ({
      ...letter,
      subject: sampleText(subject, letter.language),
      own: updatedAt !== null,
    })),
    base: `/o/${args.params.org}/letters`,
  }
}

export default function Letters({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['letters', 'common'])
  const { letters, base } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('letters:name') })}</title>
      <Head title={t('letters:name')} lede={t('letters:lede')} />
      <LedgerSection title={t('letters:all')} note={t('letters:all_note')} rule="main">
        <table className="stacks hover">
          <caption className="sr">{t('letters:all')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('letters:subject')}</th>
              <th scope="col">{t('letters:language')}</th>
              <th scope="col">{t('letters:words')}</th>
            </tr>
          </thead>
          <tbody>
            {letters.map(({ template, language, subject, own }) => (
              <tr key={`${template}:${language}`}>
                <th scope="row">
                  <Link to={`${base}/${template}/${language}`}>{subject}</Link>
                </th>
                <td data-label={t('letters:language')}>{LANGUAGE_NAMES[language]}</td>
                <td data-label={t('letters:words')}>
                  {own ? <Tag tone="pass">{t('letters:own')}</Tag> : t('letters:standard')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </LedgerSection>
    </Page>
  )
}
