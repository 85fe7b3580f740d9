import { equalBytes } from '@assay/core'
import { nodeCrypto } from '@assay/node'
import {
  answerStatus,
  cosign,
  formatNote,
  formatSignatureLines,
  judgeCheckpoint,
  LogError,
  type NoteSignature,
  parseAddCheckpoint,
  type ReadAddCheckpoint,
  type WitnessVerdict,
} from '@assay/tlog'
import type { CosignedHead, CosignedHeads } from './cosigned-heads.ts'
import type { Evidence } from './evidence.ts'
import type { Identity } from './identity.ts'
import { createQueues } from './in-turn.ts'
import type { ListedLog } from './logs-file.ts'
import { WitnessError } from './witness-error.ts'

/** What a witness needs. */
export interface WitnessParts {
  readonly identity: Identity
  readonly logs: () => Promise<readonly ListedLog[]>
  readonly heads: CosignedHeads
  readonly evidence: Evidence
  /** POSIX milliseconds. */
  readonly now: () => number
  readonly warn: (message: string) => void
}

/** What a log is answered. */
export interface WitnessAnswer {
  readonly status: number
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  readonly body: string
}

/** Answers the body of one `add-checkpoint`. Throws `WitnessError` where the witness itself cannot answer; nothing is cosigned then. */
export type AddCheckpointCommand = (body: Uint8Array) => Promise<WitnessAnswer>

/** A log asks once a second at most; who waits behind more than these has given up. */
const MOST_WAITING = 50
/** 2020-01-01: a clock that is before it was never set. */
const EARLIEST = 1_577_836_800
/** By how much a clock may be set back in service (TL7 has the same for readers). */
const CLOCK_SECONDS = 5 * 60

/** The checks of one log run one after the other, each with its store: two histories cannot both be next (TL9). */
export function createWitness(parts: WitnessParts): AddCheckpointCommand {
  const inTurn = createQueues(MOST_WAITING)
  return async (body) => {
    const request = readRequest(body)
    if (request instanceof LogError) return say(answerStatus.malformed, request.message)
    const { origin } = request.checkpoint
    const log = (await parts.logs()).find((listed) => listed.origin === origin)
    if (log === undefined) return say(answerStatus['unknown-log'], 'this witness does not watch the log')
    return inTurn(origin, () => answerLog(request, log, parts))
  }
}

function readRequest(body: Uint8Array): ReadAddCheckpoint | LogError {
  try {
    return parseAddCheckpoint(body)
  } catch (error) {
    if (error instanceof LogError) return error
    throw error
  }
}

async function answerLog(
  request: ReadAddCheckpoint,
  log: ListedLog,
  parts: WitnessParts,
): Promise<WitnessAnswer> {
  const head = await parts.heads.read(log.origin)
  const verdict = await judgeCheckpoint(request, { ...log, size: head.size, root: head.root }, nodeCrypto)
  const refusal = refusalOf(verdict, request, head)
  if (refusal !== undefined) await keepRefusal(refusal, { request, log, head }, parts)
  const status = answerStatus[verdict.kind]
  switch (verdict.kind) {
    case 'consistent':
      return { ...say(status, ''), body: await cosignAndStore(request, log, head, parts) }
    case 'stale':
      return { status, type: 'text/x.tlog.size', body: `${verdict.size}\n` }
    case 'unknown-log':
      return say(status, 'this witness does not watch the log')
    case 'not-signed':
    case 'malformed':
    case 'inconsistent':
      return say(status, verdict.reason)
  }
}

/** What is worth keeping of a verdict: the log signed it, and it is not what was cosigned. */
function refusalOf(
  verdict: WitnessVerdict,
  { checkpoint }: ReadAddCheckpoint,
  head: CosignedHead,
): { readonly reason: string; readonly isFork: boolean } | undefined {
  if (verdict.kind === 'inconsistent') return verdict
  // With a stale old size the answer is 409, and yet the two notes prove as much as with the right one.
  const isOtherRoot = checkpoint.size === head.size && !equalBytes(checkpoint.root, head.root)
  return verdict.kind === 'stale' && isOtherRoot
    ? { reason: 'another root was cosigned for this size', isFork: true }
    : undefined
}

async function keepRefusal(
  refusal: { readonly reason: string; readonly isFork: boolean },
  seen: { readonly request: ReadAddCheckpoint; readonly log: ListedLog; readonly head: CosignedHead },
  { evidence, now, warn }: WitnessParts,
): Promise<void> {
  const { signed } = seen.request
  const { origin } = seen.log
  const time = Math.floor(now() / 1000)
  const refused = formatNote(signed.text, signaturesByLog(seen.request, seen.log))
  if (refusal.isFork) warn(`${origin} showed two histories: ${refusal.reason}`)
  try {
    await evidence.keep({ ...refusal, origin, time, text: signed.text, refused, cosigned: seen.head.note })
  } catch (error) {
    // The log is refused all the same.
    if (!(error instanceof WitnessError)) throw error
    warn(`evidence against ${origin} was not kept: ${error.message}`)
  }
}

/** Stored before it is answered (TL9). */
async function cosignAndStore(
  request: ReadAddCheckpoint,
  log: ListedLog,
  head: CosignedHead,
  { identity, heads, now }: WitnessParts,
): Promise<string> {
  const { text } = request.signed
  const time = timeAfter(head.time, Math.floor(now() / 1000))
  const own = await cosign(text, { name: identity.name, signer: identity.signer, time }, nodeCrypto)
  await heads.store(log.origin, formatNote(text, [...signaturesByLog(request, log), own]))
  return formatSignatureLines([own])
}

/** One line of each of the log's keys that signed, all verified by now: more lines would fill our files, and leave no room for ours. */
function signaturesByLog({ signed }: ReadAddCheckpoint, { keys }: ListedLog): readonly NoteSignature[] {
  return keys.flatMap((key) => {
    const line = signed.signatures.find(
      ({ name, keyId }) => name === key.name && equalBytes(keyId, key.keyId),
    )
    return line === undefined ? [] : [line]
  })
}

/** The time of a cosignature: now, and never before the last one. */
function timeAfter(last: number, now: number): number {
  if (now < EARLIEST) throw new WitnessError('clock.wrong', 'the clock of this witness is not set')
  if (now < last - CLOCK_SECONDS)
    throw new WitnessError('clock.wrong', 'the clock of this witness is before its last cosignature')
  return Math.max(now, last)
}

/** A reason of one line. */
function say(status: number, reason: string): WitnessAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: `${reason.replaceAll(/[\r\n]+/g, ' ')}\n` }
}
