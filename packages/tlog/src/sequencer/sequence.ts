import { type Crypto, equalBytes } from '@assay/core'
import { LogError } from '../errors.ts'
import { hashLeaves } from '../merkle/hashes.ts'
import { growTree, rootOf } from '../merkle/tree.ts'
import { formatCheckpoint } from '../notes/checkpoint.ts'
import { openCheckpoint } from '../notes/open-checkpoint.ts'
import { type NoteSigner, signNote } from '../notes/sign-note.ts'
import { formatNote } from '../notes/signed-note.ts'
import type { VerifierKey } from '../notes/verifier-key.ts'
import type { LogStorage, StoredTree } from './log-storage.ts'

export interface Sequencer {
  readonly storage: LogStorage
  /** Whose name is the log's origin. */
  readonly signer: NoteSigner
  readonly logKey: VerifierKey
  readonly crypto: Pick<Crypto, 'sha256' | 'verify'>
  /** Entries that one checkpoint adds at most. */
  readonly most: number
}

/** What a round did. */
export interface Sequenced {
  /** The signed checkpoint that may be served; undefined while the log has no entry. */
  readonly checkpoint: string | undefined
  /** How many entries got an index. */
  readonly added: number
}

/**
 * One round of a log (tlog-checkpoint, tlog-tiles; TL4): gives indexes to what waits, and signs the head that is committed then. Whoever
 * dies or fails in between leaves a state from which the next round goes on; there is no other way to recover. Two rounds at once: one of
 * them adds nothing. Throws `LogError` `log-damaged` where tiles, head and checkpoint contradict each other: then nothing is signed until
 * somebody has looked. What the storage or signer throws.
 */
export async function sequence(sequencer: Sequencer): Promise<Sequenced> {
  const added = await addWaiting(sequencer)
  return { checkpoint: await signHead(sequencer), added }
}

async function addWaiting({ storage, crypto, most }: Sequencer): Promise<number> {
  const tree = checked(await storage.readTree(), crypto)
  const waiting = await storage.readWaiting(most)
  if (waiting.length === 0) return 0
  const leaves = hashLeaves(
    waiting.map(({ entry }) => entry),
    crypto,
  )
  const { edge, tiles } = growTree(tree.edge, leaves, crypto)
  const grown = await storage.grow({
    from: { size: tree.size, root: tree.root },
    to: { size: edge.size, root: rootOf(edge, crypto) },
    ids: waiting.map(({ id }) => id),
    tiles,
  })
  return grown ? waiting.length : 0
}

/** Signs what is stored and nothing else: the tree is read again. */
async function signHead({ storage, signer, logKey, crypto }: Sequencer): Promise<string | undefined> {
  const tree = checked(await storage.readTree(), crypto)
  const known = await storage.readCheckpoint()
  const signed = known === undefined ? undefined : await open(known, logKey, crypto)
  if (signed !== undefined && signed.size > tree.size) throw damaged('it signed more leaves than it has')
  if (signed?.size === tree.size) {
    if (!equalBytes(signed.root, tree.root)) throw damaged('it signed another root for its size')
    return known
  }
  if (tree.size === 0) return undefined
  const text = formatCheckpoint({ origin: signer.name, size: tree.size, root: tree.root })
  const stored = await storage.storeCheckpoint(
    tree.size,
    formatNote(text, [await signNote(text, signer, crypto)]),
  )
  const kept = await open(stored, logKey, crypto)
  if (kept.size !== tree.size || !equalBytes(kept.root, tree.root))
    throw damaged('another checkpoint of its size was signed')
  return stored
}

/** Never believes a head that its own tiles do not give (TL4, THREATS G5). */
function checked(tree: StoredTree, crypto: Pick<Crypto, 'sha256'>): StoredTree {
  if (tree.edge.size !== tree.size) throw damaged('its tiles are those of another size')
  if (!equalBytes(rootOf(tree.edge, crypto), tree.root)) throw damaged('its tiles do not give its root')
  return tree
}

async function open(note: string, logKey: VerifierKey, crypto: Pick<Crypto, 'verify'>) {
  try {
    const trust = { origin: logKey.name, logKey, witnessKeys: [], extensions: 'refused' } as const
    return (await openCheckpoint(note, trust, crypto)).checkpoint
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause
    throw new LogError('log-damaged', `the log is damaged: its checkpoint is none: ${cause.message}`, {
      cause,
    })
  }
}

function damaged(reason: string): LogError {
  return new LogError('log-damaged', `the log is damaged: ${reason}`)
}
