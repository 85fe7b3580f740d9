import { sortByCodePoints } from '../code-point-order.ts'
import { CredentialError } from '../errors.ts'

/** Name of a blank node by its canonical label, both without `_:`; undefined for one that has none. */
export type NameOf = (label: string) => string | undefined

/** One line of canonical N-Quads: subject, predicate, object and graph. */
const line =
  /^(<[^ <>]*>|_:[^ ]+) (<[^ <>]*>) (<[^ <>]*>|_:[^ ]+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^ <>]*>)?)(?: (<[^ <>]*>|_:[^ ]+))? \.$/u

/**
 * The statements of canonical N-Quads with their blank nodes renamed, in code-point order (vc-di-ecdsa 3.4.1,
 * labelReplacementCanonicalizeNQuads). Literals that look like blank nodes stay as they are. Throws `CredentialError`
 * `selective-structure` for a blank node without a name, and for an address that could be read as more than one.
 */
export function relabelStatements(nquads: string, nameOf: NameOf): readonly string[] {
  const lines = nquads.split('\n').filter((text) => text !== '')
  return sortByCodePoints(lines.map((text) => relabel(text, nameOf)))
}

function relabel(text: string, nameOf: NameOf): string {
  if (!text.includes('_:')) return `${text}\n`
  const parts = line.exec(text)?.slice(1)
  if (parts === undefined) {
    throw new CredentialError('selective-structure', 'a statement of the document has an address with spaces')
  }
  const renamed = parts.filter((part) => part !== undefined).map((part) => rename(part, nameOf))
  return `${renamed.join(' ')} .\n`
}

function rename(part: string, nameOf: NameOf): string {
  if (!part.startsWith('_:')) return part
  const name = nameOf(part.slice(2))
  if (name !== undefined) return `_:${name}`
  throw new CredentialError('selective-structure', 'a part of the document cannot be told from another')
}
