import { publishedDigests } from '../published-digests.ts'
import type { Rule } from './credential-rules.ts'
import { holdsObject, isUrl, itemsAt, memberAt, type ObjectPlace, stringsAt } from './place.ts'
import { type Place, type Problem, problem } from './problem.ts'
import { digestMembers, readDigests, statedDigests } from './resource-digest.ts'

/** VM8: related resources are told apart by id, and each has a digest that can be compared. */
export const checkRelatedResources: Rule = (root) => {
  const place = memberAt(root, 'relatedResource')
  const entries = itemsAt(place)
  if (place.value !== undefined && entries.length === 0) {
    return [problem('related-resource', place.pointer, 'The relatedResource must not be empty.')]
  }
  const seen = new Set<unknown>()
  return entries.flatMap((entry) => checkResource(entry, seen))
}

function checkResource(entry: Place, seen: Set<unknown>): readonly Problem[] {
  if (!holdsObject(entry)) {
    return [problem('related-resource', entry.pointer, 'A related resource must be an object.')]
  }
  const problems: Problem[] = []
  const id = memberAt(entry, 'id')
  if (!isUrl(id.value))
    problems.push(problem('related-resource', id.pointer, 'A related resource must have a URL as id.'))
  else if (seen.has(id.value))
    problems.push(problem('related-resource', id.pointer, 'This resource is named twice.'))
  seen.add(id.value)
  const mediaType = memberAt(entry, 'mediaType')
  if (mediaType.value !== undefined && !isMediaType(mediaType.value)) {
    problems.push(problem('related-resource', mediaType.pointer, 'The mediaType must be a media type.'))
  }
  return [...problems, ...digestProblems(entry)]
}

const isMediaType = (value: Place['value']): boolean =>
  typeof value === 'string' && /^[\w.+!#$&^-]+\/[\w.+!#$&^-]+(?:\s*;.*)?$/.test(value)

function digestProblems(entry: ObjectPlace): readonly Problem[] {
  const stated = digestMembers.filter((name) => memberAt(entry, name).value !== undefined)
  if (stated.length === 0)
    return [problem('related-resource', entry.pointer, 'A related resource must have a digest.')]
  return stated
    .filter((name) => readDigests(entry.value, name) === undefined)
    .map((name) => {
      const message = `The ${name} must hold well-formed digests (SHA-256, SHA-384 or SHA-512).`
      return problem('related-resource', `${entry.pointer}/${name}`, message)
    })
}

/**
 * VM9 for the contexts of the document: a digest that is stated for one of them is that of the published file. Contexts are not
 * fetched; the digests of their files are carried along, and what is stated in a hash function that is not at hand is left to the verifier.
 */
export const checkContextDigests: Rule = (root) => {
  const used = new Set(stringsAt(memberAt(root, '@context')))
  return itemsAt(memberAt(root, 'relatedResource'))
    .filter(holdsObject)
    .flatMap((entry) => {
      const id = memberAt(entry, 'id').value
      if (typeof id !== 'string' || !used.has(id)) return []
      const known = publishedDigests(id)
      const differs = statedDigests(entry.value).some(({ algorithm, hex }) => {
        const published = known.filter((digest) => digest.algorithm === algorithm)
        return published.length > 0 && published.every((digest) => digest.hex !== hex)
      })
      if (!differs) return []
      const message = 'The digest is not that of the published context.'
      return [
        problem('related-resource-digest', entry.pointer, message, { type: 'CRYPTOGRAPHIC_SECURITY_ERROR' }),
      ]
    })
}
