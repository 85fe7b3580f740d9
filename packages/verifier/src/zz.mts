import { parseJson } from '@assay/core'
import { createWorkerCanonicalize, inflate } from '@assay/node'
import { checkDataModel as find, inspectDocument } from '@assay/credentials'
import { siblings } from '../test/graphs.ts'
import { checkDataModel } from './check-data-model.ts'
import { rememberCanonical } from './remember-canonical.ts'
import { readInput } from './read-input.ts'
import { goodNetwork, sign, unsignedBadge, verifyBadge } from './test/badge.ts'
import { smallestLag } from '../test/lag.ts'
const engine = createWorkerCanonicalize()
const network = await goodNetwork(); const badge = await sign(unsignedBadge())
async function t(n: string, f: () => unknown) { const times: number[] = []; for (let i=0;i<15;i++) { const s = performance.now(); await f(); times.push(performance.now()-s) } ; times.sort((a,b)=>a-b); console.log(n, 'first min med', times[0].toFixed(1), times[7].toFixed(1)) }
for (const [name, doc] of [['sib', { ...siblings(5000), proof: badge.proof }], ['ctx', { ...unsignedBadge({ '@context': Array(9000).fill('https://www.w3.org/ns/credentials/v2') }), proof: badge.proof }]] as any) {
const text = JSON.stringify(doc)
console.log(name, text.length)
await t('parse', () => parseJson(text))
await t('readInput', () => readInput(text, inflate))
await t('problems', () => find(doc))
await t('inspect', () => { try { inspectDocument(doc) } catch {} })
await t('stringify', () => JSON.stringify(doc))
await t('checkDataModel', () => checkDataModel(doc, rememberCanonical(engine.canonicalize)))
await t('verify', () => verifyBadge(doc, network, { canonicalize: engine.canonicalize }))
console.log('lag', await smallestLag(() => verifyBadge(doc, network, { canonicalize: engine.canonicalize })))
}
