import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { StreamSecret } from '@assay/node'
import type { OperatorConfig } from '../config.ts'

/** Short words are guessed offline, however slow one guess is made. */
const SHORTEST_PASSPHRASE = 12

export interface SecretOptions {
  readonly config: Pick<OperatorConfig, 'backupKey' | 'passphrase'>
  /** A file whose first line is the passphrase. */
  readonly passphraseFile: string | undefined
  /** A new secret is asked for twice, and must not be short. */
  readonly isNew: boolean
}

/**
 * What a file is sealed under: the key of the settings, a passphrase from a file, from the settings, or typed. Throws a plain sentence where
 * there is none and nobody to ask.
 */
export async function operatorSecret({
  config,
  passphraseFile,
  isNew,
}: SecretOptions): Promise<StreamSecret> {
  if (passphraseFile === undefined && config.backupKey !== undefined)
    return { kind: 'key', key: config.backupKey }
  const passphrase =
    passphraseFile === undefined
      ? (config.passphrase ?? (await askPassphrase(isNew)))
      : ((await readFile(passphraseFile, 'utf8')).split(/\r?\n/)[0] ?? '')
  if (isNew && passphrase.length < SHORTEST_PASSPHRASE)
    throw new Error(
      `A passphrase has at least ${SHORTEST_PASSPHRASE} characters; four or more random words are good.`,
    )
  return { kind: 'passphrase', passphrase }
}

async function askPassphrase(isNew: boolean): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Error(
      'There is no passphrase: set ASSAY_PASSPHRASE, or ASSAY_BACKUP_KEY (32 random bytes in base64), or give --passphrase-file FILE.',
    )
  const passphrase = await ask('Passphrase: ', { hidden: true })
  if (isNew && (await ask('The same again: ', { hidden: true })) !== passphrase)
    throw new Error('The two were not the same. Nothing was done.')
  return passphrase
}

/** One line from the terminal; a hidden one is not shown while it is typed. */
export async function ask(question: string, { hidden }: { readonly hidden: boolean }): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    if (hidden) process.stderr.write('\n')
  }
}
