import { useTranslation } from 'react-i18next'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { EmptyState, Facts, Head, Page, Tag, Time } from '../../../ui/index.ts'
import { readOutbox } from '../queries.ts'
import type { Route } from './+types/outbox'

export const handle = { plain: true }

const PAGE = 20

/** The letters of a demo or development instance; elsewhere there is no such page, since letters sign people in. */
export function loader(args: Route.LoaderArgs) {
  return forPage(args, async () => {
    const { deps, language, person } = contextOf(args)
    const page = Math.max(1, Number(new URL(args.request.url).searchParams.get('page')) || 1)
    const { letters, total } = await readOutbox(deps, { limit: PAGE, offset: (page - 1) * PAGE })
    return { letters, total, page, language, timeZone: person?.timeZone ?? 'UTC' }
  })
}

export default function Outbox({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['outbox', 'common'])
  const { letters, total, page, language, timeZone } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('outbox:title') })}</title>
      <Head title={t('outbox:title')} lede={t('outbox:lede')} />
      {letters.length === 0 && <EmptyState title={t('outbox:none')}>{t('outbox:empty')}</EmptyState>}
      {letters.map((letter, i) => (
        <article key={letter.id} className={i === 0 ? 'ledger first' : 'ledger'}>
          <div className="label">
            <h2>{letter.subject}</h2>
            <p>
              <Time at={letter.createdAt} locale={language} timeZone={timeZone} show="both" />
            </p>
          </div>
          <div>
            <Facts narrow items={[{ term: t('outbox:to'), value: letter.toAddress }]} />
            {letter.sentAt !== null && <Tag tone="pass">{t('outbox:sent')}</Tag>}
            {letter.error !== null && <Tag tone="fail">{t('outbox:failed', { error: letter.error })}</Tag>}
            <LetterText text={letter.textBody ?? ''} />
          </div>
        </article>
      ))}
      <ListPages page={page} pages={Math.ceil(total / PAGE)} address={(n) => `/outbox?page=${n}`} />
    </Page>
  )
}

/** A letter's paragraphs; a line that is an address can be followed. */
function LetterText({ text }: { readonly text: string }) {
  return (
    <div className="prose">
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph}>
          {/^https?:\/\/\S+$/.test(paragraph) ? <a href={paragraph}>{paragraph}</a> : paragraph}
        </p>
      ))}
    </div>
  )
}
