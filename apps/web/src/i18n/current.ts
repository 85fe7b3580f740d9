import { AsyncLocalStorage } from 'node:async_hooks'
import type { Language } from './languages.ts'

const storage = new AsyncLocalStorage<Language>()

/** Runs `work` for a reader of `language`; what it sends by mail is in that language, unless the addressee chose another. */
export const withLanguage = <T>(language: Language, work: () => T): T => storage.run(language, work)

/** The language of whoever caused what runs now; English for a job. */
export const currentLanguage = (): Language => storage.getStore() ?? 'en'
