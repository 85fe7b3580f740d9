/** A day as a letter says it, in the reader's language. */
export const inWords = (day: Date, language: string): string =>
  new Intl.DateTimeFormat(language === 'es' ? 'es' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    day,
  )
