import { isJsonObject, type JsonObject } from '@assay/core'
import type { Rule } from './credential-rules.ts'
import { holdsObject, itemsAt, memberAt } from './place.ts'
import { type Place, problem } from './problem.ts'

const languageMembers: ReadonlySet<string> = new Set(['@value', '@language', '@direction'])
/** Well-formed by its shape (BCP 47, section 2.1); whether a part is registered is not asked. */
const languageTag = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/

/** VM7: names and descriptions of a credential and its issuer are text, or text with its language. */
export const checkTexts: Rule = (root) => {
  const issuer = memberAt(root, 'issuer')
  const owners = holdsObject(issuer) ? [root, issuer] : [root]
  return owners.flatMap((owner) =>
    ['name', 'description'].flatMap((name) => {
      const place = memberAt(owner, name)
      if (place.value === undefined || typeof place.value === 'string') return []
      // VCDM 2.0, 11.1 allows an array of language values for several languages.
      const values = itemsAt(place)
      const wrong = values.length === 0 ? [place] : values.filter(({ value }) => !isLanguageValue(value))
      const message = `The ${name} must be text, or an object with @value and @language.`
      return wrong.map(({ pointer }) => problem('language-value', pointer, message))
    }),
  )
}

function isLanguageValue(value: Place['value']): boolean {
  if (!isJsonObject(value) || Object.keys(value).some((name) => !languageMembers.has(name))) return false
  const { '@value': text, '@language': language, '@direction': direction } = value as JsonObject
  if (typeof text !== 'string') return false
  if (language !== undefined && (typeof language !== 'string' || !languageTag.test(language))) return false
  return direction === undefined || direction === 'ltr' || direction === 'rtl'
}
