import {
  AssayError,
  canonicalJson,
  didKeyMethod,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KeyType,
  parseJson,
} from '@assay/core'
import { bakePng, bakeSvg, type Cryptosuite, readBakedSvg, readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { testSigner } from '@assay/testkit'
import type { CheckCode } from '../../src/check-codes.ts'
import type { Report } from '../../src/report.ts'
import {
  issuerDocument,
  issuerId,
  issuerKey,
  listUrl,
  method,
  multikeyMethod,
  type Network,
  nodeEngines,
  sign,
  statusList,
  unsignedBadge,
} from '../../src/test/badge.ts'
import { onePixel } from '../png.ts'
import { mutateBytes } from './bytes.ts'
import type { Chance } from './chance.ts'
import type { MutantFormat } from './format.ts'
import { mutateStructure } from './structure.ts'

/** How a document becomes what is verified, and how it is read back. */
export interface Form {
  readonly write: (text: string) => Uint8Array
  readonly read: (bytes: Uint8Array) => string
}

/** The document as it is. */
export const json: Form = { write: encodeUtf8, read: (bytes) => new TextDecoder().decode(bytes) }
/** Baked into a PNG. */
export const png: Form = {
  write: (text) => bakePng(onePixel, text),
  read: (bytes) => readPng(bytes, inflate).find((found) => found.format === 'open-badges-3')?.text ?? '',
}
const drawing = encodeUtf8(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
)
/** Baked into an SVG. */
export const svg: Form = {
  write: (text) => bakeSvg(drawing, text),
  read: (bytes) => readBakedSvg(bytes).find((found) => found.format === 'open-badges-3')?.text ?? '',
}

/** Signs a mutant by another key than the issuer's; gives it back as it is where that cannot be done. */
type SignAgain = (mutant: JsonObject, chance: Chance) => Promise<JsonValue>

/** What varies. */
export interface SignedFormatOptions {
  readonly suite?: Cryptosuite['name']
  readonly type?: KeyType
  readonly form?: Form
  /** The document without proof. Default: a badge. */
  readonly document?: () => JsonObject | Promise<JsonObject>
  /** The document with its proof, where `suite` is not made like the others. */
  readonly signed?: () => Promise<JsonObject>
  /** How somebody else signs a mutant. Default: by a proof of the same kind of key. */
  readonly again?: SignAgain
  /** Whose the document has to be found to be. Default: the issuer's. */
  readonly boundTo?: (report: Report) => string | null
  readonly asked?: MutantFormat['asked']
  readonly accepts?: MutantFormat['accepts']
  readonly reached?: readonly CheckCode[]
}

const usualCodes: readonly CheckCode[] = ['data-model-context', 'proof-signature', 'issuer-not-bound']

/** A document with a Data Integrity proof. */
export async function signedFormat(options: SignedFormatOptions = {}): Promise<MutantFormat> {
  const { suite = 'eddsa-rdfc-2022', type = 'ed25519', form = json, document = unsignedBadge } = options
  const { boundTo = boundToIssuer, asked, accepts } = options
  const signer = testSigner('issuer', type)
  const signed = await (options.signed?.() ?? sign(await document(), { signer, cryptosuite: suite }))
  const content = await contentOf(signed)
  const again = options.again ?? ((mutant, chance) => signAgain(mutant, type, chance))
  return {
    network: await networkOf(type),
    original: { input: form.write(JSON.stringify(signed)) },
    make: async (number, chance) => ({ input: await makeMutant(signed, number, chance, form, again) }),
    fault: async ({ input }, report) => {
      const mutant = parseJson(form.read(input).trim())
      if (!isJsonObject(mutant) || (await contentOf(mutant)) !== content) return 'another content'
      return boundTo(report)
    },
    ...(asked === undefined ? {} : { asked }),
    ...(accepts === undefined ? {} : { accepts }),
    reached: options.reached ?? usualCodes,
  }
}

/** Null when the report binds the document to the issuer that it is of. */
export function boundToIssuer(report: Report): string | null {
  const { issuerId: bound, signedBy } = report.credential?.established ?? {}
  return bound === issuerId && signedBy === issuerId ? null : 'another issuer'
}

/** The status list is always signed by the key of Ed25519, which then has another name. */
async function networkOf(type: KeyType): Promise<Network> {
  const keys = type === 'ed25519' ? [] : [multikeyMethod(testSigner('issuer', type))]
  const lists = multikeyMethod(issuerKey, type === 'ed25519' ? method : `${issuerId}#lists`)
  const verificationMethod = [...keys, lists]
  const assertionMethod = verificationMethod.map(({ id }) => id ?? null)
  return {
    [issuerId]: issuerDocument({ verificationMethod, assertionMethod }),
    [listUrl]: await statusList({ verificationMethod: String(lists.id) }),
  }
}

/**
 * What is signed, in canonical form: the statements, and for suites that sign the JSON also that; contexts that may stand behind those of
 * the proof (DI7) are told by the statements.
 */
export async function contentOf(document: JsonObject): Promise<string> {
  const { proof, '@context': _, ...content } = document
  const unsigned = { ...content, '@context': document['@context'] ?? null }
  const { nquads } = await nodeEngines.canonicalize(unsigned, 'sha256')
  const ofJson = JSON.stringify(proof ?? null).includes('-jcs-') ? canonicalJson(content) : ''
  return `${nquads}${ofJson}`
}

/** Odd ones change bytes, even ones the structure; of each kind every second is signed again. */
export async function makeMutant(
  signed: JsonObject,
  number: number,
  chance: Chance,
  form: Form,
  signAnew: SignAgain,
): Promise<Uint8Array> {
  const document = number % 2 === 0 ? mutateStructure(signed, chance) : signed
  const again = number % 4 >= 2 && isJsonObject(document) ? await signAnew(document, chance) : document
  const bytes = form.write(JSON.stringify(again))
  return number % 2 === 0 ? bytes : mutateBytes(bytes, chance)
}

/** Another key signs, under its own name, the issuer's, or one between, by this suite or another of its kind. */
export async function signAgain(document: JsonObject, type: KeyType, chance: Chance): Promise<JsonValue> {
  const signer = testSigner('other', type)
  const { proof: _, ...unsigned } = document
  const own = didKeyMethod(signer.publicKey)
  const names = [own, method, `${issuerId}#key-2`, `${issuerId}/keys/2`, `${own}#x`]
  const suites: readonly Cryptosuite['name'][] =
    type === 'ed25519' ? ['eddsa-rdfc-2022', 'eddsa-jcs-2022'] : ['ecdsa-rdfc-2019', 'ecdsa-jcs-2019']
  const cryptosuite = chance.pick(suites)
  try {
    return await sign(unsigned, { signer, verificationMethod: chance.pick(names), cryptosuite })
  } catch (error) {
    // What cannot be canonicalised cannot be signed: it is tried with the signature that it has.
    if (!(error instanceof AssayError)) throw error
    return document
  }
}
