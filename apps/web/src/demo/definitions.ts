import type { DefinitionInput } from '../features/achievements/schema.ts'
import { claims } from './definitions/claims.ts'
import { coaching } from './definitions/coaching.ts'
import { forklift } from './definitions/forklift.ts'
import { hazardous } from './definitions/hazardous-goods.ts'
import { induction } from './definitions/induction.ts'
import { lifting } from './definitions/lifting.ts'
import { reefer } from './definitions/reefer.ts'
import { yardData } from './definitions/yard-data.ts'

/** Harbor Logistics is invented: a container terminal with a yard, a reefer park, a warehouse and a claims desk. */
export type DemoAchievement =
  | 'lifting'
  | 'reefer'
  | 'hazardous'
  | 'claims'
  | 'coaching'
  | 'yard-data'
  | 'forklift'
  | 'induction'

/** Definitions in the order of making; those with a prerequisite get the id of what was made before. */
export const demoDefinitions: readonly {
  readonly key: DemoAchievement
  readonly make: (ids: Readonly<Record<string, string>>) => DefinitionInput
}[] = [
  { key: 'lifting', make: () => lifting },
  { key: 'claims', make: () => claims },
  { key: 'yard-data', make: () => yardData },
  { key: 'coaching', make: () => coaching },
  { key: 'reefer', make: (ids) => reefer(ids.lifting ?? '') },
  { key: 'hazardous', make: (ids) => hazardous(ids.lifting ?? '') },
  { key: 'forklift', make: () => forklift },
  { key: 'induction', make: () => induction },
]
