// Translations: English and Spanish say the same things. A key that one language lacks shows the other language in the
// middle of a page; a variable that one lacks drops a name or a number from a sentence.
//
// Compared are files, keys, `{{variables}}`, `$t(references)` and `<tags>`; plural forms must be all that the language
// has (Intl.PluralRules: Spanish also wants `_many`, for a million), and no text may be empty.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../run-command.mjs'
import { listFiles } from '../source-files.mjs'

const languages = ['en', 'es']
const pluralSuffix = /_(?:ordinal_)?(zero|one|two|few|many|other)$/

/** `dotted.key -> text`; whatever is neither text nor an object becomes null. */
function flatten(value, prefix = '') {
  return Object.entries(value).flatMap(([key, child]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (child !== null && typeof child === 'object' && !Array.isArray(child)) return flatten(child, path)
    return [[path, typeof child === 'string' ? child : null]]
  })
}

/** Groups plural forms under their base: `base -> {kind, forms: suffix -> text}`, kind being text, cardinal or ordinal. */
function group(entries) {
  const candidates = new Map()
  for (const [key, text] of entries) {
    const suffix = pluralSuffix.exec(key)?.[1]
    if (suffix === undefined) continue
    const base = key.replace(pluralSuffix, '')
    const id = `${base}${key.slice(base.length).startsWith('_ordinal_') ? ' (ordinal)' : ''}`
    candidates.set(id, [...(candidates.get(id) ?? []), { key, suffix, text }])
  }
  const groups = new Map()
  const grouped = new Set()
  for (const [id, forms] of candidates) {
    // `reason_other` alone is a key like any other; two forms or a count make a plural.
    if (forms.length < 2 && !forms.some(({ text }) => text?.includes('{{count'))) continue
    groups.set(id, { kind: id.endsWith(' (ordinal)') ? 'ordinal' : 'cardinal', forms })
    for (const { key } of forms) grouped.add(key)
  }
  for (const [key, text] of entries) {
    if (!grouped.has(key)) groups.set(key, { kind: 'text', forms: [{ key, suffix: '', text }] })
  }
  return groups
}

/** What a text refers to, as a sorted list; `count` is left out of plural forms, where "one badge" needs no number. */
function references(text, kind) {
  const variables = [...text.matchAll(/\{\{-?\s*([^},\s]+)/g)].map((match) => `{{${match[1]}}}`)
  const nested = [...text.matchAll(/\$t\(([^),]+)/g)].map((match) => `$t(${match[1]})`)
  const tags = [...text.matchAll(/<\/?([A-Za-z0-9]+)\s*\/?>/g)].map((match) => `<${match[1]}>`)
  const all = [...new Set([...variables, ...nested, ...tags])].sort()
  return kind === 'text' ? all : all.filter((reference) => reference !== '{{count}}')
}

function judgeGroup(language, id, { kind, forms }) {
  const empty = forms.filter(({ text }) => text === null || text.trim() === '')
  const problems = empty.map(({ key }) => `${language}: ${key} is empty or not a text`)
  if (kind === 'text') return problems
  const wanted = new Intl.PluralRules(language, { type: kind }).resolvedOptions().pluralCategories
  const missing = wanted.filter((form) => !forms.some(({ suffix }) => suffix === form))
  return missing.length === 0
    ? problems
    : [...problems, `${language}: ${id} lacks the plural form ${missing.join(', ')}`]
}

function compareGroup(id, first, second) {
  const [a, b] = languages
  const [left, right] = [first, second].map(
    ({ kind, forms }) => new Set(forms.map(({ text }) => references(text ?? '', kind).join(' '))),
  )
  const same = left.size === right.size && [...left].every((reference) => right.has(reference))
  if (same) return []
  const show = (set) => [...set].map((text) => text || 'nothing').join(' or ')
  return [`${id} refers to ${show(left)} in ${a}, to ${show(right)} in ${b}`]
}

/** One sentence for each difference between two parsed files of one name. */
export function compareTranslations(english, spanish) {
  const groups = [english, spanish].map((file) => group(flatten(file)))
  const own = groups.flatMap((map, i) =>
    [...map].flatMap(([id, value]) => judgeGroup(languages[i], id, value)),
  )
  const ids = new Set(groups.flatMap((map) => [...map.keys()]))
  const between = [...ids].flatMap((id) => {
    const [first, second] = groups.map((map) => map.get(id))
    if (first === undefined) return [`${languages[0]} lacks ${id}`]
    if (second === undefined) return [`${languages[1]} lacks ${id}`]
    return compareGroup(id, first, second)
  })
  return [...own, ...between]
}

function main() {
  const folder = 'apps/web/src/locales'
  const names = languages.map((language) =>
    listFiles(root, `${folder}/${language}`, (path) => path.endsWith('.json')).map((path) =>
      path.slice(folder.length + 4),
    ),
  )
  const problems = [...new Set(names.flat())].flatMap((name) => {
    const missing = languages.filter((_, i) => !names[i].includes(name))
    if (missing.length > 0) return missing.map((language) => `${folder}/${language}/${name} is missing`)
    const files = languages.map((language) =>
      JSON.parse(readFileSync(join(root, folder, language, name), 'utf8')),
    )
    return compareTranslations(files[0], files[1]).map((problem) => `${name}: ${problem}`)
  })
  for (const problem of problems) console.error(problem)
  console.log(`${names[0].length} files compared, ${problems.length} differences`)
  return problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main()
