import type { Generated } from 'kysely'
import type { Json } from './column-types.ts'

/** Definitions of micro-credentials. */
export interface AchievementsTables {
  achievement: AchievementTable
  achievementVersion: AchievementVersionTable
}

interface AchievementTable {
  orgId: string
  id: string
  createdBy: string
  createdAt: Date
  retiredAt: Date | null
}

interface AchievementVersionTable {
  orgId: string
  id: string
  achievementId: string
  number: number
  state: 'draft' | 'published' | 'superseded' | 'retired'
  name: string
  /** Shape: `definitionSchema` of features/achievements. */
  definition: Json<unknown>
  artBlob: string | null
  artMediaType: string | null
  revision: Generated<number>
  changeNote: Generated<string>
  createdBy: string
  createdAt: Date
  updatedAt: Date
  publishedAt: Date | null
  publishedBy: string | null
  frozenAt: Date | null
}
