import { it } from 'vitest'
import { allRoutes } from './routes.ts'

it('x', async () => {
  const r = await allRoutes()
  console.log(r.map((x) => x.kind[0] + ' ' + x.key).join('\n'))
})
