/** The languages that every page is written in. */
export const LANGUAGES = ['en', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', es: 'Español' }

export const isLanguage = (value: unknown): value is Language =>
  LANGUAGES.some((language) => language === value)

export const LANGUAGE_COOKIE = 'assay_language'

/** The language of a request: the reader's choice, else the first of Accept-Language that we have, else English. */
export function requestLanguage(request: Request): Language {
  const chosen = new RegExp(`(?:^|; )${LANGUAGE_COOKIE}=([a-z]{2})`).exec(
    request.headers.get('cookie') ?? '',
  )?.[1]
  if (isLanguage(chosen)) return chosen
  const accepted = (request.headers.get('accept-language') ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase())
  return accepted.find(isLanguage) ?? 'en'
}
