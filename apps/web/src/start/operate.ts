import { localEnvironment } from '../config.ts'
import { type BackupReport, backup } from './backup.ts'
import { type ExportReport, exportFromInstance, openExport } from './export-organization.ts'
import { type ImportReport, importIntoInstance } from './import-organization.ts'
import type { LoadedApp } from './loaded-app.ts'
import { type OperatorCommand, parseOperatorArguments } from './operator-arguments.ts'
import { type RestoreReport, restore } from './restore.ts'

/** Runs a command of the operator: progress on standard error, the result on standard output. Throws a plain sentence. */
export async function operate(
  command: OperatorCommand,
  rest: readonly string[],
  load: () => Promise<LoadedApp>,
): Promise<void> {
  const args = parseOperatorArguments(command, rest, localEnvironment().calledFrom)
  const stopped = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.abort())
  const say = (line: string) => console.error(line)
  if (args.command === 'backup') {
    const report = await backup(args, say, stopped.signal)
    tell(args.json, report, backupLines(report, args.check === undefined))
  } else if (args.command === 'restore') {
    const report = await restore(args, say, stopped.signal)
    if (report !== undefined) tell(args.json, report, restoreLines(report))
  } else if (args.command === 'export') {
    if (args.open !== undefined) console.log(`${await openExport(args)} files were opened into ${args.to}.`)
    else {
      const report = await exportFromInstance(args, load, say, stopped.signal)
      tell(args.json, report, [`Exported ${report.issuer} to ${report.to}: ${report.files} files.`])
    }
  } else {
    const report = await importIntoInstance(args, load, say, stopped.signal)
    tell(args.json, report, importLines(report))
  }
}

function tell(
  json: boolean,
  report: BackupReport | RestoreReport | ExportReport | ImportReport,
  lines: readonly string[],
): void {
  console.log(json ? JSON.stringify(report) : lines.join('\n'))
}

function backupLines(report: BackupReport, written: boolean): readonly string[] {
  const { file, bytes, rows, tables, files, takenAt, instance, lostFiles, masterKeyInside } = report
  return [
    `${written ? 'Backup written and read back' : 'The backup is whole'}: ${file} (${bytes} bytes).`,
    `${instance} as of ${takenAt}: ${rows} rows in ${tables} tables, ${files} files.`,
    masterKeyInside
      ? 'The master key is inside: whoever opens this file opens everything.'
      : 'The master key is not inside: a restore needs it as ASSAY_MASTER_KEY.',
    ...lostLines(lostFiles),
  ]
}

function restoreLines(report: RestoreReport): readonly string[] {
  const { instance, takenAt, rows, files, jobs, erasedAgain, epoch, lostFiles } = report
  return [
    `Restored ${instance} as of ${takenAt}: ${rows} rows, ${files} files, ${jobs} jobs that wait. Epoch ${epoch}.`,
    `Erased again: ${erasedAgain} data keys.`,
    ...lostLines(lostFiles),
    'Everybody signs in anew. Start Assay with the same ASSAY_MASTER_KEY and PUBLIC_URL.',
  ]
}

function importLines({ organization, issuer, records, joined, here }: ImportReport): readonly string[] {
  const count = (table: string) => records[table] ?? 0
  return [
    `Imported ${organization.name}: ${count('credential')} credentials, ${count('person')} people, ${joined} of whom were here already.`,
    ...(new URL(issuer).origin === here
      ? []
      : [`Its credentials name ${new URL(issuer).origin}: they verify once that name leads here.`]),
  ]
}

const lostLines = (lost: readonly string[]): readonly string[] =>
  lost.length === 0
    ? []
    : [`Files that the database names and the store did not have whole: ${lost.length}`, ...lost]
