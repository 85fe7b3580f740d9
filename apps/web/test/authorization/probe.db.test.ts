import { it } from 'vitest'
import { buildWorld } from './world.ts'
import { createTestApp } from '../test-app.ts'
it('x', async () => { 
let t = Date.now(); const w = await buildWorld(); console.log('world', Date.now()-t); console.log(w.harbor, w.secrets.harbor)
for (let i=0;i<4;i++){ t = Date.now(); const a = await createTestApp({}, w.frozen); console.log('copy', Date.now()-t); t=Date.now(); const r = await a.fetch('/o/harbor/people', {as: w.actors.administrator.person}); await r.text(); console.log(r.status, Date.now()-t); 
t=Date.now(); for(let k=0;k<20;k++) await (await a.fetch('/o/harbor/people', {as: w.actors.administrator.person})).text(); console.log('20 pages', Date.now()-t)
await a.close() }
await w.frozen.remove()
}, 120000)
