import type { Selectable } from 'kysely'
import type { AchievementsTables } from './tables/achievements.ts'
import type { AssignmentsTables } from './tables/assignments.ts'
import type { BackpackTables } from './tables/backpack.ts'
import type { ClaimsTables } from './tables/claims.ts'
import type { HostTables } from './tables/host.ts'
import type { InstanceTables } from './tables/instance.ts'
import type { IssuingTables } from './tables/issuing.ts'
import type { OrganizationsTables } from './tables/organizations.ts'
import type { PeopleTables } from './tables/people.ts'
import type { WebhooksTables } from './tables/webhooks.ts'
import type { WorkTables } from './tables/work.ts'

/** Column types of every table, in camelCase (the connection maps names). Timestamps are `Date`; sealed columns are ciphertext. */
export interface Database
  extends InstanceTables,
    PeopleTables,
    OrganizationsTables,
    AchievementsTables,
    WorkTables,
    AssignmentsTables,
    IssuingTables,
    ClaimsTables,
    BackpackTables,
    WebhooksTables,
    HostTables {}

export type Row<T extends keyof Database> = Selectable<Database[T]>
