import { createReadStream } from 'node:fs'
import { NodeError, openStream, readTar, type TarFile } from '@assay/node'
import type { OperatorConfig } from '../config.ts'
import { inSystem } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { deriveExportKeys } from '../features/way-out/commands/export-keys.ts'
import { EXPORT_PURPOSE, PRIVATE_FILE } from '../features/way-out/schema.ts'
import { readFromArchive, writeArchive } from './archive-files.ts'
import type { LoadedApp } from './loaded-app.ts'
import type { ExportArguments } from './operator-arguments.ts'
import { ask, operatorSecret } from './operator-secret.ts'
import { operatorSetting } from './operator-setting.ts'
import { stoppable } from './stoppable.ts'
import { withInstance } from './with-instance.ts'

/** What an export wrote. */
export interface ExportReport {
  readonly to: string
  readonly organization: string
  readonly issuer: string
  readonly files: number
  readonly final: boolean
}

/** `assay export --org`: writes the archive of an organization while Assay runs. Throws a plain sentence. */
export async function exportFromInstance(
  args: ExportArguments,
  load: () => Promise<LoadedApp>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ExportReport> {
  const config = await operatorSetting(args.dataDir)
  const passphrase = await transferPassphrase(config, args.passphraseFile, true)
  return withInstance(config, load, say, async (deps, app) => {
    const { id, name, url } = await findBySlug(deps, args.org ?? '')
    if (args.final) await confirmFinal(name, args.yes)
    const files = app.exportOrganization(deps, {
      orgId: id,
      actor: { kind: 'system' },
      keys: await deriveExportKeys(passphrase),
      final: args.final,
      answer: (request) => app.handle(deps, request, { address: '127.0.0.1' }),
      progress: say,
    })
    async function* written() {
      for await (const { path, content } of files) yield { path, content: stoppable(signal, content) }
    }
    const count = await writeArchive(written(), args.to, deps.now())
    return { to: args.to, organization: name, issuer: url, files: count, final: args.final }
  })
}

/** Words alone: they go to whoever imports, and a key of this installation's backups does not. */
export async function transferPassphrase(
  { passphrase }: Pick<OperatorConfig, 'passphrase'>,
  passphraseFile: string | undefined,
  isNew: boolean,
): Promise<string> {
  const secret = await operatorSecret({ config: { backupKey: undefined, passphrase }, passphraseFile, isNew })
  if (secret.kind !== 'passphrase') throw new TypeError('without a key there are words')
  return secret.passphrase
}

async function findBySlug(deps: Deps, slug: string): Promise<{ id: string; name: string; url: string }> {
  const found = await inSystem(deps, async ({ db }) => ({
    organization: await db
      .selectFrom('organization')
      .innerJoin('issuer', 'issuer.orgId', 'organization.id')
      .select(['organization.id', 'organization.name', 'issuer.url'])
      .where('slug', '=', slug)
      .executeTakeFirst(),
    slugs: (await db.selectFrom('organization').select('slug').orderBy('slug').limit(20).execute()).map(
      (row) => row.slug,
    ),
  }))
  if (found.organization !== undefined) return found.organization
  throw new Error(
    `There is no organization with the short name "${slug}". There are: ${found.slugs.join(', ') || 'none'}.`,
  )
}

async function confirmFinal(name: string, yes: boolean): Promise<void> {
  if (yes) return
  const what = `After this export ${name} awards nothing on this installation any more. What it published stays served.`
  if (!process.stdin.isTTY)
    throw new Error(`${what} Say --final --yes where nobody can be asked. Nothing was done.`)
  if ((await ask(`${what}\nType "final" to go on: `, { hidden: false })).trim() !== 'final')
    throw new Error('Nothing was done.')
}

/** `assay export --open`: puts the sealed part as files into a folder. Answers how many there were. Throws a plain sentence. */
export async function openExport(args: ExportArguments): Promise<number> {
  const config = await operatorSetting(args.dataDir)
  const passphrase = await transferPassphrase(config, args.passphraseFile, false)
  const files = sealedFiles(createReadStream(args.open ?? ''), passphrase)
  async function* written() {
    for await (const { path, bytes } of files) yield { path, content: once(bytes) }
  }
  return writeArchive(written(), args.to, new Date())
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes
}

/** The files of the sealed part of an archive. */
export async function readExport(
  archive: string,
  passphrase: string,
): Promise<AsyncGenerator<TarFile, void, void>> {
  return sealedFiles(await readFromArchive(archive, PRIVATE_FILE), passphrase)
}

async function* sealedFiles(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<TarFile, void, void> {
  try {
    yield* readTar(openStream({ kind: 'passphrase', passphrase }, EXPORT_PURPOSE, source))
  } catch (error) {
    throw inWords(error)
  }
}

function inWords(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Error('There is no such file.')
  if (!(error instanceof NodeError)) return error
  const sentences: Partial<Record<NodeError['code'], string>> = {
    'stream.format': 'This is not what "assay export --org" wrote.',
    'stream.secret':
      'The passphrase is not the one of the export, or the first bytes of the archive were altered.',
    'stream.damaged': 'The archive is damaged: it was altered, cut off, or has something after its end.',
    'tar.refused': error.message,
  }
  const sentence = sentences[error.code]
  return sentence === undefined ? error : new Error(`${sentence} Nothing was done.`)
}
