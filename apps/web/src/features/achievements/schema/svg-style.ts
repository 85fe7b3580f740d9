import { artRefusal } from './art-refusal.ts'
import { PRESENTATION } from './svg-vocabulary.ts'

/** What stands behind `url(` in a reference inside the drawing: `url(#id)`. */
const LOCAL = /^\s*(["']?)#[A-Za-z_][\w.:-]*\1\s*\)/

/**
 * A value without anything that could fetch, escape or run: only references inside the drawing, no backslash (it spells the same words
 * otherwise), no comments, no functions of old browsers. Error: `invalid_input`.
 */
export function checkValue(value: string): string {
  // Space may stand before a bracket. Without any there is nothing to look past, so the search is linear.
  const rest = withoutLocalReferences(value).replace(/\s+/g, '')
  if (/url\(|image(-set)?\(|src\(|:\/\/|data:|javascript:/i.test(rest))
    throw artRefusal('art_svg_external', value.trim())
  if (/[\\<>{}@]|\/\*|expression\(|-moz-binding|behavior/i.test(rest))
    throw artRefusal('art_svg_style', value.trim())
  return value
}

function withoutLocalReferences(value: string): string {
  const [first = '', ...parts] = value.split('url(')
  const rest = parts.map((part) => (LOCAL.test(part) ? part.replace(LOCAL, '') : `url(${part}`))
  return [first, ...rest].join('')
}

/** The declarations of a `style` attribute that change the appearance; others are dropped. Error: `invalid_input`. */
export function cleanDeclarations(style: string): string {
  const kept: string[] = []
  for (const declaration of style.split(';')) {
    if (declaration.trim() === '') continue
    const colon = declaration.indexOf(':')
    if (colon < 0) throw artRefusal('art_svg_style', declaration.trim())
    const property = declaration.slice(0, colon).trim().toLowerCase()
    if (!/^-{0,2}[a-z][a-z0-9-]*$/.test(property)) throw artRefusal('art_svg_style', property)
    const value = checkValue(declaration.slice(colon + 1)).trim()
    if (PRESENTATION.has(property)) kept.push(`${property}:${value}`)
  }
  return kept.join(';')
}

const SELECTORS = /^[.#]?[A-Za-z][\w-]*(?:\s*,\s*[.#]?[A-Za-z][\w-]*)*$/

/** A style sheet of plain rules (`.name, #id { property: value }`); at-rules (`@import`, `@font-face`) are refused. Error: `invalid_input`. */
export function cleanStyleSheet(css: string): string {
  const bare = withoutComments(css)
  if (bare.includes('@')) throw artRefusal('art_svg_style', '@')
  const rules: string[] = []
  for (const rule of bare.split('}')) {
    if (rule.trim() === '') continue
    const [selectors = '', declarations, ...more] = rule.split('{')
    if (declarations === undefined || more.length > 0 || !SELECTORS.test(selectors.trim()))
      throw artRefusal('art_svg_style', selectors.trim())
    rules.push(`${selectors.trim()}{${cleanDeclarations(declarations)}}`)
  }
  return rules.join('')
}

/** By search and not by an expression, whose time would grow with the square of a hostile text. */
function withoutComments(css: string): string {
  const kept: string[] = []
  let at = 0
  for (let start = css.indexOf('/*'); start >= 0; start = css.indexOf('/*', at)) {
    kept.push(css.slice(at, start))
    const end = css.indexOf('*/', start + 2)
    if (end < 0) throw artRefusal('art_svg_style', '/*')
    at = end + 2
  }
  kept.push(css.slice(at))
  return kept.join(' ')
}
