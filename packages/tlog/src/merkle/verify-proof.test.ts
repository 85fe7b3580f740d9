import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { portableCrypto } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import {
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './verify-proof.ts'

const vectors = sharedVectors('transparency-merkle')

/** Members of a vector's file. Numbers beyond those that can be counted with become NaN: no tree of ours is so large. */
type Vector = Readonly<Record<string, unknown>> & { readonly wantErr: boolean }

const bytes = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(String(value ?? ''), 'base64'))
const count = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
const proofOf = ({ proof }: Vector): Uint8Array[] => ((proof ?? []) as string[]).map(bytes)

const KINDS: Readonly<Record<string, (vector: Vector) => boolean>> = {
  inclusion: (v) =>
    verifyInclusion(
      {
        ...{ index: count(v.leafIdx), size: count(v.treeSize), proof: proofOf(v) },
        ...{ leaf: bytes(v.leafHash), root: bytes(v.root) },
      },
      portableCrypto,
    ),
  consistency: (v) =>
    verifyConsistency(
      {
        ...{ oldSize: count(v.size1), size: count(v.size2), proof: proofOf(v) },
        ...{ oldRoot: bytes(v.root1), root: bytes(v.root2) },
      },
      portableCrypto,
    ),
  subtreeinclusion: (v) =>
    verifySubtreeInclusion(
      {
        ...{ index: count(v.leafIdx), subtree: { begin: count(v.start), end: count(v.end) } },
        ...{ proof: proofOf(v), leaf: bytes(v.leafHash), root: bytes(v.root) },
      },
      portableCrypto,
    ),
  subtreeconsistency: (v) =>
    verifySubtreeConsistency(
      {
        ...{ subtree: { begin: count(v.start), end: count(v.end) }, size: count(v.size) },
        ...{ proof: proofOf(v), subtreeRoot: bytes(v.root1), root: bytes(v.root2) },
      },
      portableCrypto,
    ),
}

/** Files of the vectors by kind, from the folder that {@link sharedVectors} found. */
function filesOf(kind: string): string[] {
  const base = process.env.ASSAY_SHARED_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data')
  return readdirSync(resolve(base, 'transparency-merkle', kind), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => `${kind}/${name}`)
}

describe.skipIf(vectors === null)('TL1 the public proof vectors', () => {
  it.each(Object.entries(KINDS))('%s: the same verdict on each', (kind, verify) => {
    const files = filesOf(kind)
    const wrong = files.filter((file) => {
      const vector = JSON.parse(vectors?.text(file) ?? '') as Vector
      return verify(vector) === vector.wantErr
    })
    expect(wrong).toEqual([])
    vectors?.report(files.length)
    expect(files.length).toBeGreaterThan(50)
  })
})
