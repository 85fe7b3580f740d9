import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { HydratedRouter } from 'react-router/dom'
import { createTranslator } from './i18n/translate.ts'

/** Only the texts of the page's language are loaded. */
const loaders = {
  en: () => import('./locales/en.ts'),
  es: () => import('./locales/es.ts'),
}

async function hydrate(): Promise<void> {
  const language = document.documentElement.lang === 'es' ? 'es' : 'en'
  const { texts } = await loaders[language]()
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={createTranslator(language, texts)}>
          <HydratedRouter />
        </I18nextProvider>
      </StrictMode>,
    )
  })
}

void hydrate()
