import { join } from 'node:path'
import { AssayError } from '@assay/core'
import { nodeCrypto } from '@assay/node'
import { emptyRoot, parseCheckpoint, parseNote, verifyNote } from '@assay/tlog'
import { type Files, readIfThere, replaceFile, systemFiles } from './files.ts'
import type { Identity } from './identity.ts'
import { logHash } from './log-hash.ts'
import { WitnessError } from './witness-error.ts'

/** What this witness cosigned last of a log. */
export interface CosignedHead {
  readonly size: number
  readonly root: Uint8Array
  /** POSIX seconds of the cosignature; 0 when nothing was cosigned yet. */
  readonly time: number
  /** The note with the cosignature; undefined when nothing was cosigned yet. */
  readonly note: string | undefined
}

/**
 * The last cosigned heads, one file a log, with the cosigned note as its content: size, root and time are read from it each time, so there
 * is one truth, and damage is found before anything is signed.
 */
export interface CosignedHeads {
  /**
   * Size 0 when nothing was cosigned. Throws `WitnessError` `state.damaged` for a file that this witness did not cosign, that is of another
   * log, or that is older than what this process has seen; it never starts over.
   */
  readonly read: (origin: string) => Promise<CosignedHead>
  /**
   * Stores a cosigned note. When it returns, it is durable (TL9). After `storage.failed` the old one is there or, where only the last flush
   * failed, the new one: either is safe, since the cosignature was not sent. Not to be called twice at the same time for one log.
   */
  readonly store: (origin: string, note: string) => Promise<void>
}

/** `key` is that of this witness; `requireHeld` is asked before each write. */
export function openCosignedHeads(
  folder: string,
  { key }: Pick<Identity, 'key'>,
  options: { readonly requireHeld: () => Promise<void>; readonly files?: Files },
): CosignedHeads {
  const seen = new Map<string, number>()
  const pathOf = (origin: string) => join(folder, 'state', logHash(origin))
  return {
    async read(origin) {
      const least = seen.get(origin) ?? 0
      const path = pathOf(origin)
      const bytes = await readIfThere(path)
      const head = bytes === undefined ? nothing() : await readHead(bytes, path, origin)
      if (head.size < least) throw damaged(path, `it went back from size ${least} to ${head.size}`)
      seen.set(origin, Math.max(head.size, seen.get(origin) ?? 0))
      return head
    },
    async store(origin, note) {
      await options.requireHeld()
      await replaceFile(pathOf(origin), note, options.files ?? systemFiles)
      seen.set(origin, parseCheckpoint(parseNote(note).text).size)
    },
  }

  async function readHead(bytes: Uint8Array, path: string, origin: string): Promise<CosignedHead> {
    try {
      const signed = parseNote(bytes)
      const checkpoint = parseCheckpoint(signed.text)
      if (checkpoint.origin !== origin) throw damaged(path, 'it is of another log')
      // Our own cosignature vouches for it; the key of the log may have been taken off the list since.
      const [own] = await verifyNote(signed, [key], nodeCrypto)
      const { size, root } = checkpoint
      return {
        size,
        root,
        time: own?.kind === 'cosignature' ? own.time : 0,
        note: new TextDecoder().decode(bytes),
      }
    } catch (cause) {
      if (!(cause instanceof AssayError) || cause instanceof WitnessError) throw cause
      throw damaged(path, cause.message)
    }
  }
}

const nothing = (): CosignedHead => ({ size: 0, root: emptyRoot(nodeCrypto), time: 0, note: undefined })

function damaged(path: string, reason: string): WitnessError {
  return new WitnessError(
    'state.damaged',
    `the state file ${path} is damaged (${reason}); nothing is cosigned for this log until it is restored`,
  )
}
