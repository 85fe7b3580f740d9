import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { outboxOf } from '../../../device/browser-outbox.ts'
import type { KeptForm } from '../../../device/kept-form.ts'
import { useOutbox } from '../../../device/use-outbox.ts'
import { Button, ButtonLink, Note } from '../../../ui/index.ts'
import { pauseWords } from './kept-words.ts'

export interface WaitingHereProps {
  readonly form: KeptForm
  readonly onReopen: () => void
  /** The list of who is to be observed, and of what waits. */
  readonly list: string
}

/** Where the form was, once it is signed and could not be sent yet: how it stands, and what can be done. */
export function WaitingHere({ form, onReopen, list }: WaitingHereProps) {
  const { t } = useTranslation('observations')
  const { forms, sendingId, pause, ready } = useOutbox(form.personId)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const now = forms.find(({ id }) => id === form.id)
  const sending = sendingId === form.id
  const sent = ready && now === undefined
  return (
    <section className="waits-here" aria-labelledby="waits-here">
      <h2 id="waits-here" ref={title} tabIndex={-1}>
        {t(sent ? 'observations:kept.sent_title' : 'observations:kept.signed_title')}
      </h2>
      <div role="status">
        <Note tone={sent ? 'pass' : 'amber'}>
          {sent
            ? t('observations:done')
            : sending
              ? t('observations:kept.sending')
              : now?.state === 'refused'
                ? t('observations:kept.refused_while_waiting')
                : pauseWords(t, pause)}
        </Note>
      </div>
      {!sent && <p className="dim small">{t('observations:kept.waits_where')}</p>}
      <div className="actions">
        {!sent && pause === 'signed_out' && (
          <ButtonLink look="first" to={`/sign-in?next=${encodeURIComponent(form.address)}`} reloadDocument>
            {t('observations:kept.sign_in')}
          </ButtonLink>
        )}
        {!sent && now?.state !== 'refused' && (
          <Button type="button" busy={sending} onClick={() => void outboxOf(form.personId).run()}>
            {t('observations:kept.send_now')}
          </Button>
        )}
        {!sent && now?.tried !== true && (
          <Button type="button" busy={sending} onClick={onReopen}>
            {t('observations:kept.open_again')}
          </Button>
        )}
        <ButtonLink look="quiet" to={list} reloadDocument>
          {t('observations:kept.to_list')}
        </ButtonLink>
      </div>
    </section>
  )
}
