import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { Button, Head, Note, Page } from '../../../ui/index.ts'

interface MailedLinkProps {
  /** Whose words: `identity:<words>.title`, `lede`, `action`, `done`. */
  readonly words: 'recover_link' | 'stop'
  readonly token: string
  /** What its action answered, if it ran. */
  readonly answer: unknown
}

/** What a mailed link leads to: a page with a button, because mail scanners open links, and what was done. */
export function MailedLink({ words, token, answer }: MailedLinkProps) {
  const { t } = useTranslation(['identity', 'common'])
  const done = typeof answer === 'object' && answer !== null && 'done' in answer
  return (
    <Page>
      <title>{t('common:page_title', { title: t(`identity:${words}.title`) })}</title>
      <Head title={t(`identity:${words}.title`)} lede={t(`identity:${words}.lede`)} />
      {done ? (
        <Note tone="pass">{t(`identity:${words}.done`)}</Note>
      ) : (
        <form method="post" className="form">
          <FormErrors form={formState(answer)} />
          <input type="hidden" name="token" value={token} />
          <div className="actions">
            <Button look="first">{t(`identity:${words}.action`)}</Button>
          </div>
        </form>
      )}
    </Page>
  )
}
