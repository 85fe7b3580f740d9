import type { i18n } from 'i18next'
import { texts as en } from '../locales/en.ts'
import { texts as es } from '../locales/es.ts'
import { LANGUAGES, type Language } from './languages.ts'
import { createTranslator, type Translate } from './translate.ts'

const texts = { en, es }
const translators = new Map<Language, i18n>(
  LANGUAGES.map((language) => [language, createTranslator(language, texts[language])]),
)

/** The translator of a language, for server rendering. */
export function translatorFor(language: Language): i18n {
  const found = translators.get(language)
  if (found === undefined) throw new TypeError(`no texts for ${language}`)
  return found
}

/** The `t` of a language, for titles, mail and messages made outside React. */
export const translateIn = (language: Language): Translate => translatorFor(language).t
