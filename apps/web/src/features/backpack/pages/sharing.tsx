import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import {
  Button,
  ButtonLink,
  ChoiceGroup,
  ConfirmForm,
  CopyField,
  LedgerSection,
  Note,
  TextField,
} from '../../../ui/index.ts'
import type { Hideable } from '../../credentials/schema/hideable.ts'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import type { ShownEntry } from '../present.ts'
import { VISIBILITIES } from '../schema/visibilities.ts'
import { HiddenChoice } from './hidden-choice.tsx'

export interface SharingProps {
  readonly entry: ShownEntry
  /** What of it can be hidden from others. */
  readonly hideable: readonly Hideable[]
  /** Where others find it; absent while private. */
  readonly url: string | undefined
  readonly linkedIn: string | undefined
  /** What is wrong with the day that was typed. */
  readonly lastDayError: string | undefined
  /** Shared collections that show it to others too. */
  readonly shownIn: readonly { readonly id: string; readonly title: string }[]
}

/** Who may see the badge, what they see, and its address for those who may. */
export function Sharing({ entry, hideable, url, linkedIn, shownIn, lastDayError }: SharingProps) {
  const { t, i18n } = useTranslation(['backpack', 'sharing'])
  const ended = entry.visibility === 'private' && entry.lastDay !== null
  const options = VISIBILITIES.map((value) => ({
    value,
    label: t(`backpack:entry.${value}`),
    hint: t(`backpack:entry.${value}_hint`),
  }))
  return (
    <LedgerSection id="sharing" title={t('backpack:entry.sharing')} note={t('backpack:entry.sharing_note')}>
      {ended && (
        <Note tone="amber">
          {t('backpack:entry.ended', {
            date: dayOf(entry.lastDay ?? undefined, { language: i18n.language, timeZone: 'UTC' }),
          })}
        </Note>
      )}
      <Form method="post" className="form">
        <input type="hidden" name="intent" value="share" />
        <ChoiceGroup
          key={entry.visibility}
          name="visibility"
          label={t('backpack:entry.who')}
          options={options}
          chosen={[entry.visibility]}
          required
        />
        <TextField
          key={entry.lastDay}
          name="lastDay"
          type="date"
          label={t('sharing:edit.last_day')}
          hint={t('sharing:edit.last_day_hint')}
          error={lastDayError}
          defaultValue={ended ? undefined : (entry.lastDay ?? undefined)}
        />
        {hideable.length > 0 && (
          <>
            {/* A choice of nothing is one too. */}
            <input type="hidden" name="hide[]" value="" />
            <HiddenChoice
              key={entry.hidden.join()}
              name="hide[]"
              label={t('backpack:entry.hide')}
              hint={t('backpack:entry.hide_hint')}
              hideable={hideable}
              hidden={entry.hidden}
            />
          </>
        )}
        <p className="small mid">{t('backpack:entry.seen')}</p>
        {entry.source === 'imported' && <p className="small mid">{t('backpack:entry.shown_whole')}</p>}
        <div>
          <Button>{t('backpack:entry.save')}</Button>
        </div>
      </Form>
      {shownIn.map(({ id, title }) => (
        <p key={id} className="small">
          {t('backpack:entry.shown_in')}{' '}
          <Link to={`/backpack/collections/${id}`}>
            <bdi>{title}</bdi>
          </Link>
        </p>
      ))}
      <p>
        <ButtonLink to={`/backpack/${entry.id}/share`}>{t('backpack:entry.ways')}</ButtonLink>
      </p>
      {url !== undefined && <Address url={url} linkedIn={linkedIn} />}
      {url !== undefined && entry.source === 'issued' && (
        <p>
          <ButtonLink to={asOthers(url)} reloadDocument>
            {t('backpack:entry.as_others')}
          </ButtonLink>
        </p>
      )}
      {entry.visibility === 'link' && (
        <ConfirmForm
          ask={t('backpack:entry.renew')}
          confirm={t('backpack:entry.renew_sure')}
          values={{ intent: 'share', visibility: 'link', renew: 'yes' }}
        >
          {t('backpack:entry.renew_text')}
        </ConfirmForm>
      )}
    </LedgerSection>
  )
}

function asOthers(url: string): string {
  const { pathname, searchParams } = new URL(url)
  return `${pathname}?${new URLSearchParams([...searchParams, ['as', 'others']])}`
}

function Address({ url, linkedIn }: { readonly url: string; readonly linkedIn: string | undefined }) {
  const { t } = useTranslation('backpack')
  return (
    <div className="stack share-address">
      <CopyField
        label={t('backpack:entry.address')}
        value={url}
        copy={t('backpack:entry.copy')}
        copied={t('backpack:entry.copied')}
      />
      {linkedIn !== undefined && (
        <div>
          <a className="btn" href={linkedIn} target="_blank" rel="noreferrer">
            {t('backpack:entry.linkedin')}
          </a>
          <p className="small dim">{t('backpack:entry.linkedin_note')}</p>
        </div>
      )}
    </div>
  )
}
