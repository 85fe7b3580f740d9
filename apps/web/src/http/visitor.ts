import type { Deps } from '../deps.ts'
import type { Language } from '../i18n/languages.ts'
import { clientHeaders } from './client-headers.ts'
import { contextOf, type PageArgs } from './request-context.ts'

/** Who comes to sign in: nobody yet, so nothing is known but what the request says. */
export interface Visitor {
  readonly deps: Deps
  /** For the sign-in library: the request's, with the client's address as the server knows it. */
  readonly headers: Headers
  readonly clientAddress: string
  readonly language: Language
}

/** Who sent a page's form. */
export function visitorOf(args: Pick<PageArgs, 'request' | 'context'>): Visitor {
  const { deps, language, clientAddress } = contextOf(args)
  return { deps, language, clientAddress, headers: clientHeaders(args.request, clientAddress) }
}
