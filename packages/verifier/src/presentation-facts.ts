import type { JsonObject } from '@assay/core'
import type { Binding } from './check-binding.ts'
import { objectOf, textOf } from './json-members.ts'
import { compact } from './make-check.ts'

/** What may be shown of a presentation, with what Assay found out kept apart from what it says of itself. */
export interface PresentationFacts {
  /** Empty unless signature and holder binding both passed. */
  readonly established: {
    /** Who presents the credentials. */
    readonly holderId?: string
    /** Controller of the holder's key that signed. */
    readonly signedBy?: string
  }
  /** The presentation's own words. */
  readonly claimed: JsonObject
}

/** `holder` of a presentation: an address, or an object with one. */
export function holderIdOf(presentation: JsonObject): string | undefined {
  return textOf(presentation, 'holder') ?? textOf(objectOf(presentation, 'holder'), 'id')
}

/** Reads the facts. `binding` is given when proof and binding passed; `holder` is whom a token names where the presentation does not. */
export function readPresentationFacts(
  presentation: JsonObject,
  holder: string | undefined,
  binding: Binding | undefined,
): PresentationFacts {
  const bound = binding?.key !== undefined && holder !== undefined
  return {
    established: bound ? { holderId: holder, signedBy: binding.key.controller } : {},
    claimed: compact({ id: textOf(presentation, 'id'), holderId: holder }),
  }
}
