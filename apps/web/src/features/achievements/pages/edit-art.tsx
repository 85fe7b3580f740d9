import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BadgeDefinition,
  badgeWords,
  GLYPH_NAMES,
  isBadgeCategory,
  isGlyphName,
} from '../../../ui/badge-art/index.ts'
import { Button, DropFile, LedgerSection, Note } from '../../../ui/index.ts'
import type { Draft } from '../schema/draft.ts'
import { CATEGORIES } from '../schema/terms.ts'
import { ArtPreview } from './art-preview.tsx'
import { Count, Pick } from './editor-form.tsx'

export interface EditArtProps {
  readonly draft: Draft
  readonly drawing: BadgeDefinition
  readonly uploaded: boolean
  readonly picture: string
}

/** Shape, icon and level of the badge, with the badge as it would be; it follows the fields where scripts run. */
export function EditArt({ draft, drawing, uploaded, picture }: EditArtProps) {
  const { t, i18n } = useTranslation('achievements')
  const fields = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState(drawing)
  useEffect(() => setShown(drawing), [drawing])
  const { categories, shapes } = badgeWords[i18n.language === 'es' ? 'es' : 'en']
  return (
    <LedgerSection rule="main" title={t('achievements:art.title')} note={t('achievements:art.note')}>
      <div className="art-beside">
        <div>
          <ArtPreview drawing={shown} uploaded={uploaded} picture={picture} size={240} />
          {uploaded && <Note>{t('achievements:art.uploaded')}</Note>}
        </div>
        <div
          className="form"
          ref={fields}
          onChange={() => setShown((current) => drawingFrom(fields.current, current))}
        >
          <Pick
            name="art.category"
            label={t('achievements:fields.category')}
            hint={t('achievements:hints.category')}
            value={draft.art.category}
            options={CATEGORIES.map((value) => ({
              value,
              label: `${categories[value]} (${shapes[SHAPES[value]]})`,
            }))}
          />
          <Pick
            name="art.icon"
            label={t('achievements:fields.icon')}
            value={draft.art.icon}
            options={GLYPH_NAMES.map((value) => ({ value, label: t(`achievements:icons.${value}`) }))}
          />
          <div className="numbers">
            <Count
              name="art.level"
              label={t('achievements:fields.artLevel')}
              value={draft.art.level}
              min={1}
              max={6}
            />
            <Count
              name="art.levels"
              label={t('achievements:fields.artLevels')}
              value={draft.art.levels}
              min={1}
              max={6}
            />
          </div>
        </div>
      </div>
    </LedgerSection>
  )
}

const SHAPES = {
  safety: 'shield',
  handling: 'canted',
  quality: 'oval',
  leadership: 'lancet',
  data: 'hexagon',
  customer: 'quatrefoil',
  environment: 'vesica',
  compliance: 'plaque',
  milestone: 'rosette',
} as const

/** The badge as the fields say now; what is half typed changes nothing. */
function drawingFrom(fields: HTMLDivElement | null, current: BadgeDefinition): BadgeDefinition {
  const value = (name: string) =>
    fields?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`)?.value ?? ''
  const whole = (name: string, otherwise: number) => {
    const number = Number(value(name))
    return Number.isInteger(number) && number >= 1 && number <= 6 ? number : otherwise
  }
  const [category, glyph] = [value('art.category'), value('art.icon')]
  return {
    ...current,
    category: isBadgeCategory(category) ? category : current.category,
    glyph: isGlyphName(glyph) ? glyph : current.glyph,
    level: whole('art.level', current.level),
    levels: whole('art.levels', current.levels),
  }
}

export interface UploadArtProps {
  readonly revision: number
  readonly uploaded: boolean
  /** Why the last file was refused. */
  readonly error: string | undefined
}

/** A picture of the organization's own, in place of the drawing; a form of its own, because it carries a file. */
export function UploadArt({ revision, uploaded, error }: UploadArtProps) {
  const { t, i18n } = useTranslation('achievements')
  const megabytes = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 2,
  })
  return (
    <form method="post" encType="multipart/form-data" className="form">
      <input type="hidden" name="part" value="art" />
      <input type="hidden" name="revision" value={revision} />
      <DropFile
        name="file"
        label={t('achievements:art.file')}
        hint={t('achievements:art.file_hint')}
        accept=".png,.svg,image/png,image/svg+xml"
        chosenLabel={t('achievements:art.chosen')}
        formatSize={(bytes) => megabytes.format(bytes / 1_000_000)}
        {...(error === undefined ? {} : { error })}
      />
      <div className="actions">
        <Button name="intent" value="upload">
          {t('achievements:art.upload')}
        </Button>
        {uploaded && (
          <Button name="intent" value="remove_art" look="quiet">
            {t('achievements:art.remove')}
          </Button>
        )}
      </div>
    </form>
  )
}
