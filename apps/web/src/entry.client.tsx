import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { HydratedRouter } from 'react-router/dom'
import { createLoadingTranslator, type LoadTexts } from './i18n/translate.ts'

/** A file for each language and feature; only what a page shows is loaded. */
const files = import.meta.glob<Record<string, string>>('./locales/*/*.json', { import: 'default' })

/**
 * Texts that are gone or out of reach (a newer version was installed, no network) are answered by asking for the whole page anew, as the
 * router does for its own files; once only, so that what stays broken leaves the server's page, which works without scripts.
 */
const loadTexts: LoadTexts = async (language, feature) => {
  try {
    const load = files[`./locales/${language}/${feature}.json`]
    if (load === undefined) throw new Error(`no texts of ${feature} in ${language}`)
    return await load()
  } catch (error) {
    console.error(error)
    const [opened] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    if (opened?.type !== 'reload') location.reload()
    return new Promise<never>(() => undefined)
  }
}

async function hydrate(): Promise<void> {
  const { lang, dataset } = document.documentElement
  // The server names the texts that it made the page with (entry.server.tsx).
  const shown = (dataset.texts ?? 'common').split(' ')
  const translator = await createLoadingTranslator(lang === 'es' ? 'es' : 'en', shown, loadTexts)
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={translator}>
          <HydratedRouter />
        </I18nextProvider>
      </StrictMode>,
    )
  })
}

void hydrate()
