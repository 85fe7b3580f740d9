import { describe, expect, it } from 'vitest'
import { createLoadingTranslator, type LoadTexts } from './translate.ts'

const TEXTS: Readonly<Record<string, Record<string, string>>> = {
  common: { sign_in: 'Sign in' },
  backpack: { title: 'Backpack' },
}

function recordingLoader() {
  const asked: string[] = []
  const load: LoadTexts = async (language, feature) => {
    asked.push(`${language}/${feature}`)
    const texts = TEXTS[feature]
    if (texts === undefined) throw new Error('no such texts')
    return texts
  }
  return { asked, load }
}

describe('createLoadingTranslator', () => {
  it('has the first texts once it is answered, and no others', async () => {
    const { asked, load } = recordingLoader()
    const { t, hasLoadedNamespace } = await createLoadingTranslator('en', ['common'], load)
    expect(asked).toEqual(['en/common'])
    expect(t('sign_in')).toBe('Sign in')
    expect(hasLoadedNamespace('backpack')).toBe(false)
  })

  it('loads the texts of another feature once, however many ask', async () => {
    const { asked, load } = recordingLoader()
    const translator = await createLoadingTranslator('en', ['common'], load)
    await Promise.all([translator.loadNamespaces('backpack'), translator.loadNamespaces('backpack')])
    await translator.loadNamespaces('backpack')
    expect(asked).toEqual(['en/common', 'en/backpack'])
    expect(translator.t('backpack:title')).toBe('Backpack')
  })
})
