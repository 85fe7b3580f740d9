import { CredentialError } from './errors.ts'
import type { XmlFault } from './xml-scanner.ts'

/** The drawing cannot be read. */
export function malformed(what: string): CredentialError {
  return new CredentialError('svg-malformed', `the drawing is damaged: ${what}`)
}

/** The drawing can do something to whoever shows it (STANDARDS BK6, THREATS F1). */
export function unsafe(what: string): CredentialError {
  return new CredentialError('svg-unsafe', `the drawing is not accepted: ${what}`)
}

const refusals: Readonly<Record<XmlFault, () => CredentialError>> = {
  tag: () => malformed('a tag cannot be read'),
  'attribute-twice': () => malformed('an attribute stands twice in one tag'),
  'tag-open': () => malformed('a tag is not closed'),
  'cut-off': () => malformed('it is cut off'),
  character: () => malformed('it holds a character that XML does not allow'),
  encoding: () => malformed('it is not in UTF-8'),
  doctype: () => unsafe('it declares a document type'),
  instruction: () => unsafe('it gives instructions to programs'),
  entity: () => unsafe('it uses an entity'),
}

/** What the scanner of XML refuses in a drawing: `svg-malformed` or `svg-unsafe`. */
export function refuseXml(fault: XmlFault): CredentialError {
  return refusals[fault]()
}
