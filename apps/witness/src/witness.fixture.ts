import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeUtf8 } from '@assay/core'
import { nodeCrypto as crypto } from '@assay/node'
import { testSigner } from '@assay/testkit'
import {
  createVerifierKey,
  emptyTree,
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  growTree,
  hashLeaves,
  proveConsistency,
  rootOf,
  signNote,
  tilePath,
} from '@assay/tlog'
import { afterAll, afterEach } from 'vitest'
import { logHash } from './log-hash.ts'
import { openWitness, type RunningWitness, type WitnessOptions } from './open-witness.ts'

export const origin = 'log.example/main'
export const hash = logHash(origin)
const logSigner = testSigner('log')
const keyOf = (name: string, label: string) =>
  createVerifierKey({ kind: 'note', name, publicKey: testSigner(label).publicKey }, crypto)
export const logKey = formatVerifierKey(keyOf(origin, 'log'))
export const otherLogKey = formatVerifierKey(keyOf('other.example', 'other'))

/** A log of some leaves; `history` makes another one of the same size. */
export function logOf(size: number, history = 'one') {
  const stored = new Map<string, Uint8Array>()
  const leaves = Array.from({ length: size }, (_, at) => encodeUtf8(`${history} ${at}`))
  const { edge, tiles } = growTree(emptyTree, hashLeaves(leaves, crypto), crypto)
  for (const { tile, bytes } of tiles) stored.set(tilePath(tile), bytes)
  return {
    size,
    root: rootOf(edge, crypto),
    prove: (from: number) =>
      proveConsistency(
        from,
        size,
        async (wanted) => wanted.map((tile) => stored.get(tilePath(tile)) ?? new Uint8Array()),
        crypto,
      ),
  }
}

export type TestLog = ReturnType<typeof logOf>

/** The signed checkpoint of a log. */
export async function noteOf(
  { size, root }: Pick<TestLog, 'size' | 'root'>,
  by: { readonly name?: string; readonly signer?: typeof logSigner } = {},
): Promise<string> {
  const { name = origin, signer = logSigner } = by
  const text = formatCheckpoint({ origin: name, size, root })
  return formatNote(text, [await signNote(text, { name, signer }, crypto)])
}

/** The body that takes a witness from one size to a log. */
export async function bodyFrom(oldSize: number, log: TestLog): Promise<string> {
  const proof = oldSize === 0 || oldSize === log.size ? [] : await log.prove(oldSize)
  return formatAddCheckpoint({ oldSize, proof, note: await noteOf(log) })
}

export interface HttpAnswer {
  readonly status: number
  readonly type: string | null
  readonly text: string
  readonly headers: Headers
}

export async function ask(url: string, init?: RequestInit): Promise<HttpAnswer> {
  const response = await fetch(url, init)
  const { status, headers } = response
  return { status, type: headers.get('content-type'), text: await response.text(), headers }
}

export const send = (url: string, body: string) => ask(`${url}/add-checkpoint`, { method: 'POST', body })

const folders: string[] = []
const running = new Set<RunningWitness>()
afterEach(async () => {
  for (const witness of running) await witness.close()
  running.clear()
})
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** A new folder; it lists the log unless told what to. */
export async function newFolder(logs: unknown = [{ origin, keys: [logKey] }]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-witness-'))
  folders.push(folder)
  await writeFile(join(folder, 'logs.json'), JSON.stringify(logs))
  return folder
}

/** A witness on a free port, closed after the test. `warnings` collects what it says. */
export async function start(data: string, options: Partial<WitnessOptions> = {}) {
  const warnings: string[] = []
  const witness = await openWitness({
    data,
    host: '127.0.0.1',
    port: 0,
    name: 'witness.example/w1',
    warn: (message) => warnings.push(message),
    ...options,
  })
  running.add(witness)
  const close = async () => {
    running.delete(witness)
    await witness.close()
  }
  return { ...witness, close, warnings }
}
