import { unsafe } from './svg-refusal.ts'
import type { XmlOpenTag } from './xml-scanner.ts'

/** Elements that run or embed something. */
const forbidden: ReadonlySet<string> = new Set([
  ...['script', 'foreignobject', 'iframe', 'object', 'embed', 'handler', 'listener'],
  ...['audio', 'video', 'canvas'],
])
/** Animation may not change where something points to, nor what runs. */
const animations: ReadonlySet<string> = new Set(['animate', 'set', 'animatemotion', 'animatetransform'])
/** Vocabularies in which a drawing would be a page. */
const foreignNamespaces = /^http:\/\/www\.w3\.org\/(?:1999\/xhtml|1998\/Math\/MathML)$/
/** A picture inside the file itself. */
const inlinePicture = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/

/**
 * Refuses what runs, embeds or fetches (STANDARDS BK6, THREATS F1): scripts, event handlers, `foreignObject`, references
 * that leave the file. Throws `CredentialError` `svg-unsafe`.
 */
export function checkTag({ name, attributes }: XmlOpenTag): void {
  const element = localName(name).toLowerCase()
  if (forbidden.has(element)) throw unsafe(`it holds the element ${name}`)
  for (const [attribute, value] of attributes) checkAttribute(element, attribute, value)
}

/** Refuses styles that fetch something. Throws `CredentialError` `svg-unsafe`. */
export function checkStyle(text: string): void {
  // An escape could spell any word.
  if (text.includes('\\') || /@import/i.test(text)) throw unsafe('its style reaches outside the file')
  checkUrls(text)
}

function checkAttribute(element: string, attribute: string, value: string): void {
  const local = localName(attribute).toLowerCase()
  if (local.startsWith('on')) throw unsafe(`it holds the event handler ${attribute}`)
  if (local === 'base') throw unsafe('it moves its own address')
  if ((attribute === 'xmlns' || attribute.startsWith('xmlns:')) && foreignNamespaces.test(value)) {
    throw unsafe('it holds parts of a page')
  }
  if (local === 'href' || local === 'src' || local === 'srcset') checkReference(value)
  if (animations.has(element) && local === 'attributename' && /href|^on/i.test(value)) {
    throw unsafe('it animates an address')
  }
  if (local === 'style') checkStyle(value)
  else checkUrls(value)
}

function checkReference(value: string): void {
  const reference = value.trim()
  if (reference !== '' && !reference.startsWith('#') && !inlinePicture.test(reference)) {
    throw unsafe('it points outside the file')
  }
}

/** Paint servers, clips and masks of the file itself are `url(#name)`. */
function checkUrls(text: string): void {
  for (const after of text.split(/url/i).slice(1)) {
    const call = after.trimStart()
    if (!call.startsWith('(')) continue
    const target = call.slice(1).trimStart().replace(/^["']/, '').trimStart()
    if (!/^(?:#|data:image\/(?:png|jpeg|gif|webp);base64,)/i.test(target)) {
      throw unsafe('it points outside the file')
    }
  }
}

/** Name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
