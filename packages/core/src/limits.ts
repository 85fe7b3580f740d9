const KiB = 1024
const MiB = 1024 * KiB

/**
 * Every limit on input, in one table (units are in the names). Programs may lower them; raising one needs a reason
 * written beside the change.
 */
export const limits = {
  /** A credential with its art is under 300 KiB; 32 levels is twice the deepest Open Badge seen. */
  json: { bytes: MiB, depth: 32, nodes: 20_000 },
  /** Scans and short films of work; a larger file belongs behind a link. */
  evidence: { fileBytes: 25 * MiB, filesPerSubmission: 50 },
  /**
   * Full badges have 60-150 quads. The caps are checked before canonicalising, because refusing late is slow too. A badge
   * names 2-4 contexts, with endorsements up to 20; 9,000 times the same one in 550 KB kept JSON-LD busy for 14 s.
   */
  canonicalization: {
    quads: 2_000,
    blankNodes: 200,
    siblings: 50,
    contexts: 100,
    workFactor: 1,
    milliseconds: 250,
    documentMilliseconds: 2_000,
  },
  /** A learner record holds up to 100 badges. */
  recordCanonicalization: {
    quads: 10_000,
    blankNodes: 1_000,
    siblings: 50,
    contexts: 500,
    workFactor: 1,
    milliseconds: 2_000,
    documentMilliseconds: 2_000,
  },
  /** Headers of real badges stay below 2 KiB even with a key inside; above 8192 bits RSA costs more than it protects. */
  jws: { headerBytes: 8 * KiB, bytes: MiB, rsaBitsMinimum: 2048, rsaBitsMaximum: 8192 },
  /** A badge has fewer than 100 members that could be withheld. A key binding is made when it is asked for; clocks differ a little. */
  sdJwt: { disclosures: 1_000, bindingMilliseconds: 3_600_000, clockMilliseconds: 60_000 },
  /** The standard sets no maximum (w3c/vc-bitstring-status-list#208): 2^26 bits serve 67 million credentials a list. */
  statusList: { compressedBytes: 2 * MiB, expandedBytes: 8 * MiB, minimumBytes: 16 * KiB },
  /** Badge art is at most a few thousand pixels wide; the badge text is a credential, so it has a credential's size. */
  png: { bytes: 10 * MiB, width: 4096, height: 4096, chunks: 1_000, textBytes: MiB },
  /** Badge art drawn by hand stays below 2,000 elements. */
  svg: { bytes: MiB, elements: 10_000, depth: 64 },
  /** A certificate has 30 objects and one attachment; a paper with scans in it some thousands. The trailer with `/Encrypt` comes last. */
  pdf: { bytes: 5 * MiB, objects: 10_000, strange: 8, attachments: 10, trailerBytes: 64 * KiB },
  /** 100:1 is above what text reaches with DEFLATE in practice and far below a bomb. */
  archive: { entries: 500, bytes: 100 * MiB, ratio: 100 },
  /** The largest roster expected: one company's staff in one file. */
  csv: { bytes: 10 * MiB, rows: 50_000 },
  /** A verifier waits; whoever does not answer in 5 s is reported as unreachable. */
  fetch: { milliseconds: 5_000, redirects: 3, bytes: MiB, statusListBytes: 2 * MiB },
  /**
   * A badge needs 2-4 documents; the rest is room for endorsements. A record and a presentation hold many badges. An envelope inside
   * an envelope grows by a third each time; nobody has been seen to need three.
   */
  verification: {
    fetches: 10,
    recordFetches: 50,
    milliseconds: 15_000,
    nestedCredentials: 100,
    depth: 4,
    envelopes: 3,
  },
  /** Sixteen signatures are what the format obliges readers to accept. */
  signedNote: { bytes: 64 * KiB, signatures: 64 },
  /** Base58 decoding is quadratic; keys and proof values have fewer than 150 characters. */
  base58: { characters: 1_024 },
} as const

/** Size caps of a JSON text, see {@link limits}. */
export interface JsonLimits {
  /** UTF-8 bytes of the text. */
  readonly bytes: number
  /** Nested arrays and objects. */
  readonly depth: number
  /** Values of every kind, containers included. */
  readonly nodes: number
}

/** Caps on a document that is to be canonicalised, see {@link limits}. */
export interface CanonicalizationLimits {
  readonly quads: number
  readonly blankNodes: number
  /** Blank nodes that share one first-degree hash. */
  readonly siblings: number
  /** Contexts named at any depth; an inline one counts as often as it has members. */
  readonly contexts: number
  /** `maxWorkFactor` of the n-degree algorithm. */
  readonly workFactor: number
  /** Time after which the n-degree algorithm is killed. */
  readonly milliseconds: number
  /** Time after which the whole of canonicalising is killed, where it runs in a thread. */
  readonly documentMilliseconds: number
}
