import { useTranslation } from 'react-i18next'
import { outboxOf } from '../../../device/browser-outbox.ts'
import { type KeptForm, keptUntil, openingAddress } from '../../../device/kept-form.ts'
import type { OutboxView } from '../../../device/outbox.ts'
import { useOutbox } from '../../../device/use-outbox.ts'
import {
  Button,
  ButtonLink,
  ItemList,
  LedgerSection,
  type MarkState,
  More,
  Note,
  Tag,
  Time,
  type Tone,
} from '../../../ui/index.ts'
import { pauseWords, withWords } from './kept-words.ts'

interface Reader {
  readonly personId: string
  readonly timeZone: string
}

/** What the observer has on this device: unfinished, waiting, being sent, sent, refused. Comes with scripts, since only they keep it. */
export function OnThisDevice({ personId, timeZone }: Reader) {
  const { t } = useTranslation('observations')
  const view = useOutbox(personId)
  const { forms, sent, pause, sendingId } = view
  const waiting = forms.filter(({ state }) => state === 'waiting').length
  return (
    <>
      <p className="sr" role="status">
        {spokenState(t, view, waiting)}
      </p>
      {forms.length + sent.length > 0 && (
        <LedgerSection title={t('observations:kept.title')} note={t('observations:kept.note')} rule="main">
          {waiting > 0 && (
            <Note tone="amber">
              <p>{sendingId === undefined ? pauseWords(t, pause) : t('observations:kept.sending')}</p>
              <div className="row kept-now">
                {pause === 'signed_out' && (
                  <ButtonLink
                    small
                    to={`/sign-in?next=${encodeURIComponent(forms[0]?.address ?? '')}`}
                    reloadDocument
                  >
                    {t('observations:kept.sign_in')}
                  </ButtonLink>
                )}
                <Button
                  type="button"
                  small
                  busy={sendingId !== undefined}
                  onClick={() => void outboxOf(personId).run()}
                >
                  {t('observations:kept.send_now')}
                </Button>
              </div>
            </Note>
          )}
          <ItemList label={t('observations:kept.title')}>
            {[...forms, ...sent].map((form) => (
              <KeptItem key={form.id} form={form} view={view} timeZone={timeZone} />
            ))}
          </ItemList>
        </LedgerSection>
      )}
    </>
  )
}

type T = ReturnType<typeof useTranslation<'observations'>>['t']

function spokenState(t: T, { sendingId, sent, pause }: OutboxView, waiting: number): string {
  if (sendingId !== undefined) return t('observations:kept.sending')
  if (waiting > 0) return `${t('observations:kept.count', { count: waiting })} ${pauseWords(t, pause)}`
  return sent.length > 0 ? t('observations:kept.all_sent') : ''
}

type Standing = KeptForm['state'] | 'sending' | 'sent'

/** How each stands, as a colour and as a shape. */
const LOOKS: Readonly<Record<Standing, { readonly tone: Tone; readonly mark: MarkState }>> = {
  draft: { tone: 'plain', mark: 'empty' },
  waiting: { tone: 'amber', mark: 'unknown' },
  sending: { tone: 'amber', mark: 'half' },
  sent: { tone: 'pass', mark: 'passed' },
  refused: { tone: 'fail', mark: 'failed' },
}

interface KeptItemProps {
  readonly form: KeptForm
  readonly view: OutboxView
  readonly timeZone: string
}

function KeptItem({ form, view, timeZone }: KeptItemProps) {
  const { t, i18n } = useTranslation('observations')
  const standing = standingOf(form, view)
  const { title, detail, language } = form.about
  const at = (ms: number, show: 'stamp' | 'date') => (
    <Time at={new Date(ms)} locale={i18n.language} timeZone={timeZone} show={show} />
  )
  return (
    <li className="wraps">
      <div className="words">
        <h3>{standing === 'sent' ? <a href={recordedAddress(form)}>{title}</a> : title}</h3>
        <p lang={language}>{detail}</p>
        <p>
          <Tag {...LOOKS[standing]}>{t(`observations:kept.state.${standing}`)}</Tag>
        </p>
        <p className="dim">
          {t(standing === 'draft' ? 'observations:kept.changed' : 'observations:kept.signed')}{' '}
          {at(form.at, 'stamp')}
          {form.files > 0 && `, ${t('observations:kept.files', { count: form.files })}`}
          {standing !== 'sent' && (
            <>
              . {t('observations:kept.until')} {at(keptUntil(form), 'date')}.
            </>
          )}
        </p>
        {standing === 'refused' && <Refused form={form} />}
        {(standing === 'draft' || standing === 'waiting' || standing === 'refused') && (
          <Choices form={form} />
        )}
      </div>
    </li>
  )
}

function standingOf(form: KeptForm, { sendingId, sent }: OutboxView): Standing {
  if (sent.includes(form)) return 'sent'
  return sendingId === form.id ? 'sending' : form.state
}

const recordedAddress = ({ address, id }: KeptForm): string =>
  `${address.slice(0, address.indexOf('/observe/'))}/observations/${id}`

/** Why it was refused, and what was written: who cannot send it can take it elsewhere. */
function Refused({ form }: { readonly form: KeptForm }) {
  const { t } = useTranslation('observations')
  const refusal = form.refusal === undefined ? undefined : withWords(t, form.refusal)
  const sentences =
    refusal?.fields.length === 0 ? [refusal.message] : refusal?.fields.map(({ message }) => message)
  const typed = (name: string) => form.entries.find(([other]) => other === name)?.[1] ?? ''
  const written = [typed('on'), typed('place'), typed('note')].filter((text) => text !== '')
  return (
    <>
      <p className="fail">{[...new Set(sentences)].join(' ')}</p>
      {form.tried && <p>{t('observations:kept.perhaps_arrived')}</p>}
      <More summary={t('observations:kept.what_you_wrote')}>
        <p className="said">{written.join('\n')}</p>
      </More>
    </>
  )
}

function Choices({ form }: { readonly form: KeptForm }) {
  const { t } = useTranslation('observations')
  const whom = <span className="sr">{form.about.title}</span>
  return (
    <div className="row kept-choices">
      {form.tried ? (
        <p className="dim small">{t('observations:kept.tried')}</p>
      ) : (
        <ButtonLink to={openingAddress(form)} small reloadDocument>
          {t('observations:kept.open_again')} {whom}
        </ButtonLink>
      )}
      <details className="confirm">
        <summary className="btn danger sm">
          {t('observations:kept.throw_away')} {whom}
        </summary>
        <div className="sure">
          <p>{t(form.tried ? 'observations:kept.throw_away_tried' : 'observations:kept.throw_away_sure')}</p>
          <Button
            type="button"
            look="danger-first"
            small
            onClick={() => void outboxOf(form.personId).discard(form.id)}
          >
            {t('observations:kept.throw_away_now')}
          </Button>
        </div>
      </details>
    </div>
  )
}
