import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeHex, encodeUtf8 } from '@assay/core'
import { nodeCrypto } from '@assay/node'
import { type Files, readIfThere, replaceFile, systemFiles } from './files.ts'
import { logHash } from './log-hash.ts'

/** A checkpoint that was refused, beside the one that was cosigned. */
export interface Refusal {
  readonly origin: string
  /** POSIX seconds. */
  readonly time: number
  readonly reason: string
  /** The log signed two roots for one size: the two notes prove it. Otherwise only a proof was missing, which may be the fault of whoever asked. */
  readonly isFork: boolean
  /** The text of the refused checkpoint. One text is kept once, whatever its signatures. */
  readonly text: string
  /** The refused note, signed by the log. */
  readonly refused: string
  /** The cosigned note; undefined when nothing was cosigned yet. */
  readonly cosigned: string | undefined
}

/** A kept file. */
export interface KeptEvidence {
  readonly file: string
  readonly time: number
  readonly isFork: boolean
}

/** What logs showed that could not be cosigned, in files that people can read. */
export interface Evidence {
  /** Keeps a refusal durably, unless its text is kept already or the log has its share of files. Throws `WitnessError` `storage.failed`. */
  readonly keep: (refusal: Refusal) => Promise<void>
  /** In the order of time. */
  readonly list: (origin: string) => Promise<readonly KeptEvidence[]>
  /** Content of a file; undefined when there is none. */
  readonly read: (hash: string, file: string) => Promise<Uint8Array | undefined>
}

/** Files for each log; with two notes of 28 KiB at most, a log can fill 6 MiB. */
const MOST_FILES = 100
const fileName = /^(\d{1,12})-[0-9a-f]{16}(\.unproven)?\.txt$/

/** Evidence below `evidence/<hash of the origin>/`: `<time>-<digest>.txt` proves two histories, `….unproven.txt` does not. */
export function openEvidence(folder: string, files: Files = systemFiles): Evidence {
  const folderOf = (hash: string) => join(folder, 'evidence', hash)
  const list = (origin: string) => listFiles(folderOf(logHash(origin)))
  return {
    list,
    async keep(refusal) {
      const digest = encodeHex(nodeCrypto.sha256(encodeUtf8(refusal.text))).slice(0, 16)
      const kept = await list(refusal.origin)
      const same = kept.filter(({ file }) => file.includes(`-${digest}.`))
      if (same.some(({ isFork }) => isFork || !refusal.isFork)) return
      const within = folderOf(logHash(refusal.origin))
      if (kept.length >= MOST_FILES) {
        // A proof of two histories displaces the oldest that proves nothing; nothing displaces a proof.
        const weakest = kept.find(({ isFork }) => !isFork)
        if (!refusal.isFork || weakest === undefined) return
        await rm(join(within, weakest.file), { force: true })
      }
      const name = `${refusal.time}-${digest}${refusal.isFork ? '' : '.unproven'}.txt`
      await replaceFile(join(within, name), formatRefusal(refusal), files)
    },
    read: async (hash, file) =>
      /^[0-9a-f]{64}$/.test(hash) && fileName.test(file)
        ? readIfThere(join(folderOf(hash), file))
        : undefined,
  }
}

async function listFiles(folder: string): Promise<readonly KeptEvidence[]> {
  const names = await readdir(folder).catch(() => [])
  const kept = names.flatMap((file) => {
    const match = fileName.exec(file)
    return match === null ? [] : [{ file, time: Number(match[1]), isFork: match[2] === undefined }]
  })
  return kept.sort((left, right) => left.time - right.time)
}

function formatRefusal({ time, reason, isFork, refused, cosigned }: Refusal): string {
  const meaning = isFork
    ? 'The log signed both: it showed two histories.'
    : 'No proof came with it that the log only grew. This alone is no fault of the log: anybody may send it so.'
  return [
    `Refused at ${new Date(time * 1000).toISOString()}: ${reason}.`,
    meaning,
    '',
    '===== cosigned by this witness =====',
    cosigned ?? 'nothing yet\n',
    '===== refused =====',
    refused,
  ].join('\n')
}
