import { isDecimal } from './decimal.ts'
import { type OpenedCheckpoint, requireTrust } from './open-checkpoint.ts'
import { sameVerifierKey, type VerifierKey } from './verifier-key.ts'

/** Whose signatures make a checkpoint acceptable: the log's and those of `quorum` of its witnesses (TL10). */
export interface QuorumPolicy {
  /** Of kind `note`; its name is the origin of the log. */
  readonly logKey: VerifierKey
  /** Of kind `cosignature`, each with a public key of its own. */
  readonly witnesses: readonly VerifierKey[]
  /** From 0, which asks for no witness, to the number of witnesses. */
  readonly quorum: number
}

/** Whether enough witnesses cosigned. */
export interface QuorumReport {
  readonly satisfied: boolean
  /** The witnesses of the policy that count, each once, in the order of the policy. */
  readonly witnesses: readonly VerifierKey[]
  /** How many are needed. */
  readonly required: number
}

/** How far the clock of a witness may be ahead of ours (TL7). */
const clockSeconds = 5 * 60

/**
 * Counts the witnesses of a policy that cosigned a checkpoint. A witness counts once, however many lines it has; a cosignature with
 * time zero, which no witness gives, or from more than 5 minutes after `now` (POSIX seconds) does not count (TL7). Throws `TypeError`
 * for a policy that {@link requirePolicy} refuses and a checkpoint that was opened with another log's key.
 */
export function checkQuorum(
  opened: Pick<OpenedCheckpoint, 'cosignatures' | 'logKey'>,
  policy: QuorumPolicy,
  now: number,
): QuorumReport {
  requirePolicy(policy)
  if (!sameVerifierKey(opened.logKey, policy.logKey))
    throw new TypeError('the checkpoint was opened with another key than that of the policy')
  const timely = opened.cosignatures.filter(({ time }) => time > 0 && time <= now + clockSeconds)
  const witnesses = policy.witnesses.filter((witness) =>
    timely.some(({ key }) => sameVerifierKey(key, witness)),
  )
  return { satisfied: witnesses.length >= policy.quorum, witnesses, required: policy.quorum }
}

/** Throws `TypeError` for a policy with keys that `requireTrust` refuses, or with a quorum that no witnesses could reach. */
export function requirePolicy(policy: QuorumPolicy): void {
  requireTrust(policy.logKey, policy.witnesses)
  if (!isDecimal(policy.quorum) || policy.quorum > policy.witnesses.length)
    throw new TypeError('a quorum is a whole number from 0 to the number of witnesses')
}
