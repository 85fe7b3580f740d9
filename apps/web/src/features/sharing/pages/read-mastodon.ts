import { AppError } from '../../../app-error.ts'
import { parseInput } from '../../../http/input.ts'
import type { Language } from '../../../i18n/languages.ts'
import { shareQuerySchema } from '../schema.ts'
import type { MastodonAnswer } from './share-ways.tsx'

/** Reads the server that the page's address names; what names none is told beside the field, and the page is there all the same. */
export function readMastodon(address: string, language: Language): MastodonAnswer {
  const typed = new URL(address).searchParams.get('mastodon') ?? ''
  try {
    const { mastodon: server } = parseInput(shareQuerySchema, { mastodon: typed }, language)
    return { typed, server, error: undefined }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { typed, server: undefined, error: error.fields[0]?.message }
  }
}
