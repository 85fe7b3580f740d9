import { createInstance, type i18n, type TFunction } from 'i18next'
import type { Language } from './languages.ts'

type Texts = Record<string, Record<string, unknown>>

/** A translator over texts that are at hand; the same function serves server and browser. */
export function createTranslator(language: Language, texts: Texts): i18n {
  const instance = createInstance()
  void instance.init({
    lng: language,
    resources: { [language]: texts },
    ns: Object.keys(texts),
    defaultNS: 'common',
    initAsync: false,
    // React escapes; mail does its own.
    interpolation: { escapeValue: false },
    returnNull: false,
    fallbackLng: false,
  })
  return instance
}

export type Translate = TFunction
