import { shownBadge } from '../vectors/selective.ts'
import { json, png, signedFormat, svg } from './data-integrity.ts'
import { envelopeFormat } from './envelope.ts'
import type { MutantFormat } from './format.ts'
import { hostedFormat } from './open-badge-2.ts'
import { presentationFormat, presentationToken } from './presentations.ts'
import { recordFormat } from './records.ts'
import { boundSdJwtFormat, sdJwtFormat } from './sd-jwt.ts'
import { showAgain } from './selective.ts'
import { statusListFormat } from './status-list.ts'
import { openBadge2Token, tokenFormat } from './tokens.ts'

const ofJson = ['parse-json', 'data-model-context', 'proof-signature', 'issuer-not-bound'] as const
const ofParts = [...ofJson, 'proof-value'] as const
const ofImage = ['parse-image', 'data-model-context', 'proof-signature', 'issuer-not-bound'] as const

/** Every format that is verified, each with its mutants; a further format is one line more. */
export const mutantFormats: readonly (readonly [name: string, prepare: () => Promise<MutantFormat>])[] = [
  ['eddsa-rdfc', () => signedFormat({ form: json, reached: ofJson })],
  ['eddsa-jcs', () => signedFormat({ suite: 'eddsa-jcs-2022', reached: ofJson })],
  ['ecdsa-rdfc', () => signedFormat({ suite: 'ecdsa-rdfc-2019', type: 'p256', reached: ofJson })],
  ['ecdsa-sd', () => signedFormat({ type: 'p256', signed: shownBadge, again: showAgain, reached: ofParts })],
  ['VC-JWT', tokenFormat],
  ['SD-JWT', sdJwtFormat],
  ['SD-JWT with key binding', boundSdJwtFormat],
  ['envelope', envelopeFormat],
  ['VP-JSON', presentationFormat],
  ['VP-JWT', presentationToken],
  ['OB2 hosted', hostedFormat],
  ['OB2 signed', openBadge2Token],
  ['baked PNG', () => signedFormat({ form: png, reached: ofImage })],
  ['baked SVG', () => signedFormat({ form: svg, reached: ofImage })],
  ['CLR', recordFormat],
  ['status list', statusListFormat],
]
