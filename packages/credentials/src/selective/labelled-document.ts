import {
  type Crypto,
  canonicalJson,
  encodeHex,
  encodeMultibase,
  encodeUtf8,
  hmacSha256,
  type JsonObject,
} from '@assay/core'
import type { Canonicalize } from '../canonicalize.ts'
import { CredentialError } from '../errors.ts'
import { markNodes, strayMarks } from './node-marks.ts'
import { type Selection, selectDocument } from './select-document.ts'
import { relabelStatements } from './statements.ts'

/** What {@link labelDocument} needs. */
export interface LabelDocumentOptions {
  /** The document without its proof. */
  readonly document: JsonObject
  /** Key of the names of blank nodes; 32 bytes. */
  readonly hmacKey: Uint8Array
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/** A document as statements whose blank nodes have names that tell nothing about what is left out. */
export interface LabelledDocument {
  /** In code-point order, each with its line end. */
  readonly statements: readonly string[]
  /** Which of the statements a part of the document makes. */
  readonly findPart: (selection: Selection) => Promise<DocumentPart>
}

/** A part of a document among its statements. */
export interface DocumentPart {
  /** Places in {@link LabelledDocument.statements}. */
  readonly indexes: ReadonlySet<number>
  /** Canonical label of a blank node, as whoever has the part alone computes it, to its name. */
  readonly labels: ReadonlyMap<string, string>
}

const hash = 'sha256'

/**
 * The statements of a document under names made with a key (vc-di-ecdsa 3.4.3 createHmacIdLabelMapFunction), and the way back from its
 * parts (3.4.16 canonicalizeAndGroup). Throws what `canonicalize` throws, and `CredentialError` `selective-structure` when parts of the
 * document cannot be told from each other.
 */
export async function labelDocument(options: LabelDocumentOptions): Promise<LabelledDocument> {
  const { document, canonicalize } = options
  const plain = await canonicalize(document, hash)
  const marked = await markDocument(options)
  // Where a mark changed the meaning, the parts would not be those of this document.
  if (marked.nquads !== plain.nquads) throw ambiguous()
  const nameOf = nameWith(options)
  const statements = relabelStatements(plain.nquads, nameOf)
  const places = new Map(statements.map((statement, index) => [statement, index]))
  return {
    statements,
    async findPart(selection) {
      if (selection !== 'all' && selection.size === 0) return { indexes: new Set(), labels: new Map() }
      const part = await canonicalizeMarked(
        canonicalize,
        selectDocument(marked.document, selection),
        marked.prefix,
      )
      const labels = new Map<string, string>()
      for (const [name, label] of part.labels) {
        const whole = marked.labels.get(name)
        if (whole !== undefined) labels.set(label, nameOf(whole))
      }
      const own = relabelStatements(part.nquads, (label) => labels.get(label))
      return { indexes: new Set(own.map((statement) => places.get(statement) ?? refuse())), labels }
    },
  }
}

/** Names of blank nodes begin with a letter, as N-Quads asks; `u` is also the prefix of multibase. */
function nameWith({ hmacKey, crypto }: LabelDocumentOptions): (label: string) => string {
  const known = new Map<string, string>()
  return (label) => {
    const name = known.get(label) ?? encodeMultibase('u', hmacSha256(hmacKey, encodeUtf8(label), crypto))
    known.set(label, name)
    return name
  }
}

async function markDocument({ document, canonicalize, crypto }: LabelDocumentOptions) {
  // Nothing in the document can begin like this, for that would have to be made from its own hash.
  const prefix = `urn:assay:mark:${encodeHex(crypto.sha256(encodeUtf8(canonicalJson(document))))}:`
  const mark = async (skip: ReadonlySet<number>) => {
    const marked = markNodes(document, prefix, skip)
    return { prefix, document: marked, ...(await canonicalizeMarked(canonicalize, marked, prefix)) }
  }
  const first = await mark(new Set())
  const stray = strayMarks(first.nquads, prefix)
  return stray.size === 0 ? first : mark(stray)
}

async function canonicalizeMarked(canonicalize: Canonicalize, document: JsonObject, prefix: string) {
  const { nquads, labels } = await canonicalize(document, hash, prefix)
  if (labels === undefined) throw new TypeError('the canonicalize function does not pass on the marks')
  return { nquads, labels }
}

/** A part of a list or of a literal says something that the whole does not say. */
function refuse(): never {
  throw ambiguous()
}

function ambiguous(): CredentialError {
  return new CredentialError(
    'selective-structure',
    'a part of the document cannot be shown without the rest of it',
  )
}
