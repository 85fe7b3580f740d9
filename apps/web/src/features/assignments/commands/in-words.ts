/** A day as a letter says it, in the reader's language and zone. */
export const inWords = (day: Date, language: string, timeZone: string): string =>
  new Intl.DateTimeFormat(language === 'es' ? 'es' : 'en-GB', { dateStyle: 'long', timeZone }).format(day)
