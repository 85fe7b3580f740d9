// Writes packages/verifier/vectors/*.json from the table in sets.ts: `node --import tsx packages/verifier/test/vectors/generate.ts`.
// Keys and clock are fixed and the compression is our own, so that the same bytes come out everywhere; a test compares them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { vectorSets } from './sets.ts'
import { renderSet } from './vector.ts'

const folder = resolve(import.meta.dirname, '../../vectors')
mkdirSync(folder, { recursive: true })
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) rmSync(resolve(folder, file))
for (const set of vectorSets) writeFileSync(resolve(folder, `${set.name}.json`), await renderSet(set))
console.log(`${vectorSets.length} sets, ${vectorSets.flatMap(({ rows }) => rows).length} vectors`)
