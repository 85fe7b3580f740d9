import { z } from 'zod'
import type { Language } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { composeLetter } from '../present.ts'
import type { getOwnLetter } from '../queries/own-letters.ts'
import { fillText, type LetterText, placeholdersOf } from '../schema/own-letters.ts'

const text = { subject: z.string(), body: z.string(), action: z.string() }

export const letterItemView = z
  .object({
    template: z.string(),
    language: z.string(),
    subject: z.string(),
    /** Null: the words are those that Assay brings along. */
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'LetterItem' })

export const letterView = z
  .object({
    template: z.string(),
    language: z.string(),
    ...text,
    /** What Assay brings along. */
    standard: z.object(text),
    /** Values that the text may ask for, as `{{name}}`. */
    placeholders: z.array(z.string()),
    revision: z.number().int(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Letter' })

type OwnLetter = Awaited<ReturnType<typeof getOwnLetter>>

export const presentLetter = (letter: OwnLetter): z.input<typeof letterView> => ({
  template: letter.template,
  language: letter.language,
  ...letter.text,
  standard: { ...letter.standard },
  placeholders: [...letter.placeholders],
  revision: letter.revision,
  updatedAt: letter.updatedAt?.toISOString() ?? null,
})

export const letterPreviewView = z
  .object({ subject: z.string(), text: z.string(), html: z.string() })
  .meta({ id: 'LetterPreview' })

/** A text with values made up for it. */
export function sampleText(text: string, language: Language): string {
  const names = placeholdersOf({ subject: text, body: '', action: '' })
  return fillText(text, Object.fromEntries(names.map((name) => [name, sampleOf(name, language)])))
}

const sampleOf = (name: string, language: Language): string =>
  String(translateIn(language)(`letters:samples.${name}` as 'mail:greeting', { defaultValue: name }))

/** The letter with values made up for it. */
export function previewLetter(
  { template, language, placeholders }: OwnLetter,
  own: LetterText,
  origin: string,
): z.input<typeof letterPreviewView> {
  const {
    subject,
    text: plain,
    html,
  } = composeLetter(
    {
      template,
      language,
      to: 'ana@example.org',
      values: Object.fromEntries(placeholders.map((name) => [name, sampleOf(name, language)])),
      ...(own.action === '' ? {} : { link: `${origin}/` }),
    },
    own,
  )
  return { subject, text: plain, html }
}
