import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { ChoiceGroup, TextAreaField, TextField } from '../../../ui/index.ts'
import { VISIBILITIES } from '../../backpack/schema/visibilities.ts'
import { COLLECTION_BADGES } from '../schema.ts'

export interface CollectionFieldsProps {
  readonly form: FormState
  readonly badges: readonly { readonly id: string; readonly name: string; readonly issuerName: string }[]
  readonly collection?: {
    readonly title: string
    readonly description: string
    readonly entries: readonly string[]
    readonly visibility: string
    readonly lastDay: string | null
  }
}

/** Title, words, badges with their places, and who may see it. */
export function CollectionFields({ form, badges, collection }: CollectionFieldsProps) {
  const { t } = useTranslation(['sharing', 'backpack'])
  const chosen = form.chosen('entries[]', collection?.entries ?? [])
  return (
    <>
      <TextField
        name="title"
        label={t('sharing:edit.name')}
        error={form.error('title')}
        defaultValue={form.typed('title', collection?.title)}
        maxLength={120}
        required
      />
      <TextAreaField
        name="description"
        label={t('sharing:edit.description')}
        hint={t('sharing:edit.description_hint')}
        error={form.error('description')}
        defaultValue={form.typed('description', collection?.description)}
        maxLength={2000}
      />
      <fieldset className="question">
        <legend>{t('sharing:edit.badges')}</legend>
        <p className="hint">{t('sharing:edit.badges_hint')}</p>
        <div className="choices">
          {badges.map(({ id, name, issuerName }) => {
            const place = (collection?.entries.indexOf(id) ?? -1) + 1
            return (
              <div className="split" key={id}>
                <label className="choice">
                  <input name="entries[]" type="checkbox" value={id} defaultChecked={chosen.includes(id)} />
                  <span>
                    <bdi>{name}</bdi>
                    <span className="hint">
                      <bdi>{issuerName}</bdi>
                    </span>
                  </span>
                </label>
                <input
                  className="field sm"
                  style={{ width: '5rem' }}
                  type="number"
                  name={`place.${id}`}
                  min={1}
                  max={COLLECTION_BADGES}
                  aria-label={t('sharing:edit.place', { name })}
                  defaultValue={form.typed(`place.${id}`, place === 0 ? null : String(place))}
                />
              </div>
            )
          })}
        </div>
      </fieldset>
      <ChoiceGroup
        name="visibility"
        label={t('backpack:entry.who')}
        options={VISIBILITIES.map((value) => ({
          value,
          label: t(`backpack:entry.${value}`),
          hint: t(`sharing:edit.${value}_hint`),
        }))}
        chosen={[form.typed('visibility', collection?.visibility) ?? 'private']}
        required
      />
      <TextField
        name="lastDay"
        type="date"
        label={t('sharing:edit.last_day')}
        hint={t('sharing:edit.last_day_hint')}
        error={form.error('lastDay')}
        defaultValue={form.typed('lastDay', collection?.lastDay)}
      />
    </>
  )
}
