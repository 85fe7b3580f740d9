import { concatBytes, encodeUtf8, type JsonObject, type JsonValue } from '@assay/core'
import { type DeflatedPart, deflatePart, storedPart } from '@assay/node'

/**
 * The JSON of a document but for its closing brace, in parts: what documents of one award have in common was written and deflated once. The
 * same text serves as what is frozen and, with the proof put behind it, as what is signed.
 */
export type DocumentText = readonly DeflatedPart[]

/** Of a document that has its text for itself. */
export const textOf = (document: JsonObject): DocumentText => [
  deflatePart(encodeUtf8(JSON.stringify(document).slice(0, -1))),
]

const END = storedPart(encodeUtf8('}'))

/** The text of the document itself. */
export const wholeText = (text: DocumentText): DocumentText => [...text, END]

/** The text of the document with a proof. */
export const signedText = (text: DocumentText, proof: JsonValue): DocumentText => [
  ...text,
  storedPart(encodeUtf8(`,"proof":${JSON.stringify(proof)}}`)),
]

export const bytesOf = (text: DocumentText): Uint8Array => concatBytes(...text.map(({ plain }) => plain))

/** What stands in the holes of a template, by the name of the hole: JSON, or a piece of it. */
export type Filling = Readonly<Record<string, string>>

/** A text with holes, each of which begins where a mark stood that stands nowhere else. */
export interface TextTemplate {
  fill(filling: Filling): DocumentText
}

/** `marks`: what stands in the place of each hole in the JSON, by the hole's name; a mark may stand in several places. */
export function templateOf(json: string, marks: Readonly<Record<string, string>>): TextTemplate {
  const names = Object.keys(marks)
  const places = names
    .flatMap((name) => placesOf(json, marks[name] ?? '').map((begin) => ({ name, begin })))
    .sort((left, right) => left.begin - right.begin)
  const parts: (DeflatedPart | string)[] = []
  let end = 0
  for (const { name, begin } of places) {
    parts.push(deflatePart(encodeUtf8(json.slice(end, begin)), { often: true }), name)
    end = begin + (marks[name]?.length ?? 0)
  }
  parts.push(deflatePart(encodeUtf8(json.slice(end, -1)), { often: true }))
  return {
    fill: (filling) =>
      parts.map((part) => (typeof part === 'string' ? storedPart(encodeUtf8(filling[part] ?? '')) : part)),
  }
}

function placesOf(text: string, mark: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) places.push(at)
  return places
}
