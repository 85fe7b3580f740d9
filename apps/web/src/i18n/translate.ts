import { type BackendModule, createInstance, type i18n, type ResourceLanguage, type TFunction } from 'i18next'
import type { Language } from './languages.ts'

export type Translate = TFunction

const COMMON = {
  defaultNS: 'common',
  // React escapes; mail does its own.
  interpolation: { escapeValue: false },
  returnNull: false,
  fallbackLng: false,
} as const

/** A translator over texts that are at hand: the server has all. */
export function createTranslator(language: Language, texts: ResourceLanguage): i18n {
  const instance = createInstance()
  void instance.init({
    ...COMMON,
    lng: language,
    resources: { [language]: texts },
    ns: Object.keys(texts),
    initAsync: false,
  })
  return instance
}

/** Gets the texts of one feature in one language. */
export type LoadTexts = (language: string, feature: string) => Promise<ResourceLanguage>

/**
 * A translator that loads texts feature by feature: those of `first` before it is answered, others when a component asks for them by
 * `useTranslation`. Such a component waits, and React keeps what was shown before: the server's page, or on a change of page the last one.
 */
export async function createLoadingTranslator(
  language: Language,
  first: readonly string[],
  load: LoadTexts,
): Promise<i18n> {
  const backend: BackendModule = {
    type: 'backend',
    init: () => undefined,
    read: (of, feature, answer) => {
      load(of, feature).then(
        (texts) => answer(null, texts),
        (error: unknown) => answer(error instanceof Error ? error : new Error(String(error)), false),
      )
    },
  }
  const instance = createInstance()
  await instance.use(backend).init({ ...COMMON, lng: language, ns: [...first] })
  return instance
}
