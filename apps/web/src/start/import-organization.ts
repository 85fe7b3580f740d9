import type { Imported } from '../features/way-out/commands/import-organization.ts'
import { readExport, transferPassphrase } from './export-organization.ts'
import type { LoadedApp } from './loaded-app.ts'
import type { ImportArguments } from './operator-arguments.ts'
import { operatorSetting } from './operator-setting.ts'
import { stoppable } from './stoppable.ts'
import { withInstance } from './with-instance.ts'

/** What an import brought in. */
export interface ImportReport extends Imported {
  /** The address of this installation. */
  readonly here: string
}

/** `assay import --org`: makes an organization of an archive. All or nothing. Throws a plain sentence. */
export async function importIntoInstance(
  args: ImportArguments,
  load: () => Promise<LoadedApp>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ImportReport> {
  const config = await operatorSetting(args.dataDir)
  const passphrase = await transferPassphrase(config, args.passphraseFile, false)
  return withInstance(config, load, say, async (deps, app) => {
    const files = stoppable(signal, await readExport(args.archive, passphrase))
    const imported = await app.importOrganization(deps, { files, passphrase, progress: say })
    return { ...imported, here: deps.config.publicUrl }
  })
}
