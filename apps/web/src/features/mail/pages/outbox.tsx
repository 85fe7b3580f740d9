import { useTranslation } from 'react-i18next'
import { notFound } from '../../../app-error.ts'
import { inSystem } from '../../../db/scopes.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { listOutbox } from '../queries.ts'
import type { Route } from './+types/outbox'

export const handle = { plain: true }

/** The letters of a demo or development instance; elsewhere there is no such page, since letters sign people in. */
export function loader(args: Route.LoaderArgs) {
  return forPage(args, async () => {
    const { deps } = contextOf(args)
    if (deps.config.mode !== 'demo' && deps.config.mode !== 'development' && deps.config.mode !== 'test')
      throw notFound('page')
    const letters = await inSystem(deps, (scope) => listOutbox(scope, { limit: 50, offset: 0 }))
    return { letters }
  })
}

export default function Outbox({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['outbox', 'common'])
  return (
    <div className="wrap">
      <title>{t('common:page_title', { title: t('outbox:title') })}</title>
      <div className="head">
        <h1>{t('outbox:title')}</h1>
        <p className="lede">{t('outbox:lede')}</p>
      </div>
      {loaderData.letters.map((letter) => (
        <article key={letter.id} className="ledger">
          <div className="label">
            <h2>{letter.subject}</h2>
            <p>{letter.toAddress}</p>
          </div>
          <div className="letter">
            {(letter.textBody ?? '').split('\n\n').map((paragraph) =>
              /^https?:\/\/\S+$/.test(paragraph) ? (
                <p key={paragraph}>
                  <a href={paragraph}>{paragraph}</a>
                </p>
              ) : (
                <p key={paragraph}>{paragraph}</p>
              ),
            )}
          </div>
        </article>
      ))}
      {loaderData.letters.length === 0 && <p>{t('outbox:empty')}</p>}
    </div>
  )
}
