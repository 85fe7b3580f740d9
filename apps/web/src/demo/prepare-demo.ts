import type { Deps } from '../deps.ts'
import type { DemoFacts } from '../start/loaded-app.ts'

export async function prepareDemo(_deps: Deps): Promise<DemoFacts> {
  throw new Error('The demo organization is not built yet.')
}
