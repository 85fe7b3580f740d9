import { join } from 'node:path'
import { AssayError, isJsonObject, type JsonValue, memberOf, parseJson } from '@assay/core'
import { nodeCrypto } from '@assay/node'
import { formatVerifierKey, LogError, parseVerifierKey, sameVerifierKey, type VerifierKey } from '@assay/tlog'
import { readIfThere, replaceFile } from './files.ts'
import { WitnessError } from './witness-error.ts'

/** A log of `logs.json`. */
export interface ListedLog {
  readonly origin: string
  /** Of kind `note`, named like the origin, no two the same; more than one while a log changes its key. */
  readonly keys: readonly VerifierKey[]
}

/** Where the list of logs lies. */
export const logsPath = (folder: string) => join(folder, 'logs.json')

/** A key a month for some years; every request is tried against each. */
const MOST_KEYS = 64

/** The logs of a folder; none where there is no file yet. Throws `WitnessError` `logs.refused`, naming every bad entry and field. */
export async function readLogs(folder: string): Promise<readonly ListedLog[]> {
  const path = logsPath(folder)
  const bytes = await readIfThere(path)
  return bytes === undefined ? [] : parseLogs(bytes, path)
}

/** Reads `[{"origin", "keys": [verifier key, ...]}, ...]`. Throws as {@link readLogs}; `path` is for the message. */
export function parseLogs(bytes: Uint8Array | string, path: string): readonly ListedLog[] {
  const value = parseFile(bytes, path)
  if (!Array.isArray(value)) throw refused(path, ['it is not an array of logs'])
  const faults: string[] = []
  const logs = value.map((entry: JsonValue, index) => readEntry(entry, `[${index}]`, faults))
  const origins = logs.map(({ origin }) => origin)
  origins.forEach((origin, index) => {
    if (origin !== '' && origins.indexOf(origin) < index)
      faults.push(`[${index}].origin is "${origin}" again: list all keys of a log in one entry`)
  })
  if (faults.length > 0) throw refused(path, faults)
  return logs
}

/**
 * Adds a log, or another key of a log that is listed; false when the key was listed already. Throws `WitnessError` `logs.refused` for a key
 * that is none and for a file that is damaged. Of two that run at the same time one may be lost; both are made by one operator.
 */
export async function addLog(
  folder: string,
  added: { readonly key: string; readonly origin?: string | undefined },
): Promise<boolean> {
  const key = readKey(added.key, (reason) => refused('--key', [reason]))
  const origin = added.origin ?? key.name
  if (origin !== key.name) throw refused('--origin', [`the key is of "${key.name}", not of "${origin}"`])
  const logs = await readLogs(folder)
  const known = logs.find((log) => log.origin === origin)
  if (known?.keys.some((other) => sameVerifierKey(other, key))) return false
  const next = { origin, keys: [...(known?.keys ?? []), key] }
  const all = known === undefined ? [...logs, next] : logs.map((log) => (log === known ? next : log))
  const text = formatLogs(all)
  // What the next start would refuse is not written.
  parseLogs(text, logsPath(folder))
  await replaceFile(logsPath(folder), text)
  return true
}

function formatLogs(logs: readonly ListedLog[]): string {
  const entries = logs.map(({ origin, keys }) => ({ origin, keys: keys.map(formatVerifierKey) }))
  return `${JSON.stringify(entries, null, 2)}\n`
}

function parseFile(bytes: Uint8Array | string, path: string): JsonValue {
  try {
    return parseJson(bytes)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw refused(path, [`it is not JSON: ${cause.message}`])
  }
}

function readEntry(entry: JsonValue, at: string, faults: string[]): ListedLog {
  const origin = isJsonObject(entry) ? memberOf(entry, 'origin') : undefined
  const keys = isJsonObject(entry) ? memberOf(entry, 'keys') : undefined
  if (typeof origin !== 'string' || origin === '') faults.push(`${at}.origin is not a text`)
  const isList = Array.isArray(keys) && keys.length > 0 && keys.length <= MOST_KEYS
  if (!isList) faults.push(`${at}.keys is not an array of 1 to ${MOST_KEYS} verifier keys`)
  const read = isList
    ? keys.flatMap((key: JsonValue, index) => readListedKey(key, `${at}.keys[${index}]`, faults))
    : []
  read.forEach((key, index) => {
    if (key.name !== origin)
      faults.push(`${at}.keys is of "${key.name}", which is not the origin of the entry`)
    if (read.slice(0, index).some((other) => sameId(other, key)))
      faults.push(`${at}.keys has a key or an id twice`)
  })
  return { origin: typeof origin === 'string' ? origin : '', keys: read }
}

function readListedKey(value: JsonValue, at: string, faults: string[]): VerifierKey[] {
  if (typeof value !== 'string') {
    faults.push(`${at} is not a text`)
    return []
  }
  try {
    return [readKey(value, (reason) => refused(at, [reason]))]
  } catch (error) {
    if (!(error instanceof WitnessError)) throw error
    faults.push(error.message)
    return []
  }
}

function readKey(text: string, refuse: (reason: string) => WitnessError): VerifierKey {
  try {
    const key = parseVerifierKey(text, nodeCrypto)
    if (key.kind === 'note') return key
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause
    throw refuse(cause.message)
  }
  throw refuse('it is the key of a witness, not of a log')
}

const sameId = (left: VerifierKey, right: VerifierKey) => String(left.keyId) === String(right.keyId)

function refused(where: string, faults: readonly string[]): WitnessError {
  return new WitnessError('logs.refused', `${where}: ${faults.join('; ')}`)
}
