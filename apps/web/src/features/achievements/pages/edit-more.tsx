import { useTranslation } from 'react-i18next'
import { LedgerSection } from '../../../ui/index.ts'
import type { Draft } from '../schema/draft.ts'
import { EditButton, Line, Lines, Pick, RowTools } from './editor-form.tsx'

const TARGET_TYPES = ['ceasn:Competency', 'CFItem', 'CTDL', 'ceterms:Credential'] as const

/** Skills that it shows, how its quality is kept, and words to find it by. */
export function EditMore({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation('achievements')
  const { alignments } = draft
  return (
    <>
      <LedgerSection
        id="alignments"
        rule="main"
        title={t('achievements:more.skills')}
        note={t('achievements:more.skills_note')}
      >
        <div className="stack">
          {alignments.map((alignment, at) => (
            <EditAlignment
              // biome-ignore lint/suspicious/noArrayIndexKey: the form is made anew when they move
              key={at}
              alignment={alignment}
              at={at}
              count={alignments.length}
            />
          ))}
          {alignments.length < 30 && (
            <div className="row">
              <EditButton intent="add:alignments">{t('achievements:more.add_skill')}</EditButton>
            </div>
          )}
        </div>
      </LedgerSection>
      <LedgerSection title={t('achievements:more.quality')} note={t('achievements:more.quality_note')}>
        <div className="form">
          <Lines
            name="qualityAssurance"
            label={t('achievements:fields.qualityAssurance')}
            value={draft.qualityAssurance}
            max={4000}
            optional
          />
        </div>
      </LedgerSection>
      <LedgerSection title={t('achievements:more.tags')}>
        <div className="form">
          <Line
            name="tags"
            label={t('achievements:fields.tags')}
            hint={t('achievements:hints.tags')}
            value={draft.tags.join(', ')}
            max={1200}
            optional
          />
        </div>
      </LedgerSection>
    </>
  )
}

interface EditAlignmentProps {
  readonly alignment: Draft['alignments'][number]
  readonly at: number
  readonly count: number
}

function EditAlignment({ alignment, at, count }: EditAlignmentProps) {
  const { t } = useTranslation('achievements')
  const name = (field: string) => `alignments.${at}.${field}`
  const number = t('achievements:more.skill', { number: at + 1 })
  return (
    <fieldset className="inset">
      <legend>{number}</legend>
      <Line
        name={name('targetName')}
        label={t('achievements:fields.skillName')}
        value={alignment.targetName}
        max={300}
      />
      <Line
        name={name('targetUrl')}
        label={t('achievements:fields.address')}
        hint={t('achievements:hints.skillUrl')}
        value={alignment.targetUrl}
        max={1000}
        type="url"
      />
      <Line
        name={name('targetFramework')}
        label={t('achievements:fields.framework')}
        value={alignment.targetFramework}
        max={300}
        optional
      />
      <Line
        name={name('targetCode')}
        label={t('achievements:fields.code')}
        value={alignment.targetCode}
        max={200}
        optional
      />
      <Lines
        name={name('targetDescription')}
        label={t('achievements:fields.skillDescription')}
        value={alignment.targetDescription}
        max={2000}
        rows={2}
        optional
      />
      <Pick
        name={name('targetType')}
        label={t('achievements:fields.targetType')}
        value={alignment.targetType}
        options={TARGET_TYPES.map((value) => ({
          value,
          label: t(`achievements:targets.${value.replace(':', '_')}` as 'achievements:targets.CFItem'),
        }))}
      />
      <RowTools path="alignments" at={at} count={count} name={alignment.targetName || number} />
    </fieldset>
  )
}
