import { parseArgs } from 'node:util'
import { AssayError, parseDateTimeStamp } from '@assay/core'
import {
  createGuardedFetch,
  createWorkerCanonicalize,
  gunzip,
  inflate,
  nodeCrypto,
  withCache,
} from '@assay/node'
import { type FetchDocument, type Report, verify } from '@assay/verifier'
import { fetchFrom, readDocumentsFile } from './documents-file.ts'
import { printReport } from './print-report.ts'
import { readSource } from './read-source.ts'
import { verifyUsage } from './usage.ts'
import { UsageError } from './usage-error.ts'

/** `assay verify`: answers the exit code. Throws `UsageError`. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args)
  if (values.help === true) {
    process.stdout.write(verifyUsage)
    return 0
  }
  if (positionals.length === 0) throw new UsageError('name at least one file, address or - to verify')
  const fetchDocument = await chooseFetch(values)
  const at = values.at === undefined ? undefined : readInstant(values.at)
  // One document is checked after the other.
  const { canonicalize, close } = createWorkerCanonicalize({ threads: 1 })
  const options = { fetchDocument, now: Date.now, crypto: nodeCrypto, canonicalize, gunzip, inflate }
  const codes: number[] = []
  for (const source of positionals) {
    const content = await readSource(source, fetchDocument)
    if (content.kind === 'missing') {
      process.stderr.write(`assay: ${content.reason}\n`)
      codes.push(2)
      continue
    }
    const report =
      content.kind === 'report'
        ? content.report
        : await verify(content.bytes, { ...options, ...(at === undefined ? {} : { at }) })
    process.stdout.write(values.json === true ? jsonLine(source, report) : printReport(source, report))
    codes.push(verdictCodes[report.verdict])
  }
  await close()
  return exitCode(codes)
}

const verdictCodes: Readonly<Record<Report['verdict'], number>> = { valid: 0, invalid: 1, inconclusive: 3 }

/** A source that could not be read outweighs all; "invalid" outweighs "could not be checked". */
function exitCode(codes: readonly number[]): number {
  return [2, 1, 3].find((code) => codes.includes(code)) ?? 0
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        offline: { type: 'boolean' },
        documents: { type: 'string' },
        at: { type: 'string' },
        'allow-origin': { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Values = ReturnType<typeof readArguments>['values']

async function chooseFetch(values: Values): Promise<FetchDocument> {
  const network = values.offline === true ? offline : guarded(values['allow-origin'] ?? [])
  return values.documents === undefined
    ? network
    : fetchFrom(await readDocumentsFile(values.documents), network)
}

const offline: FetchDocument = async () => ({
  outcome: 'refused',
  code: 'offline',
  message: 'Nothing is fetched, because --offline was given.',
})

function guarded(allowOrigins: readonly string[]): FetchDocument {
  try {
    // Many badges of one issuer share its list.
    return withCache(createGuardedFetch({ allowOrigins }), { now: Date.now })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(`--allow-origin: ${error.message}`)
  }
}

function readInstant(text: string): number {
  try {
    return parseDateTimeStamp(text)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw new UsageError(`--at: "${text}" is not a time such as 2026-05-03T16:38:00Z`)
  }
}

function jsonLine(source: string, { format, verdict, checks, credentials }: Report): string {
  return `${JSON.stringify({ source, format, verdict, checks, credentials })}\n`
}
