/**
 * The locale for dates and numbers of a language: English days are written the way most of its readers do (3 May 2026), and no reader
 * can take the month for the day.
 */
export const formatLocale = (language: string): string => (language === 'en' ? 'en-GB' : language)
