import type { JsonObject } from '@assay/core'
import { credentialsV2Url, openBadgesUrl } from '@assay/credentials'
import type { Version } from '../queries.ts'
import { criteriaNarrative } from '../schema/narrative.ts'
import { type Definition, rowsOf } from '../schema.ts'

export interface AchievementDocumentFacts {
  /** What credentials name as `achievement.id`. */
  readonly address: string
  readonly imageUrl: string
  readonly issuer: { readonly url: string; readonly name: string }
  readonly version: Version
}

/**
 * The micro-credential as an Open Badges 3.0 `Achievement` (OB3 B.1). Ids of rubric rows and levels are those that credentials of this
 * version carry: `<address>#v<version>.<criterion>.<row>` and `….<level>`.
 */
export function achievementDocument({
  address,
  imageUrl,
  issuer,
  version,
}: AchievementDocumentFacts): JsonObject {
  const { definition, number } = version
  return {
    '@context': [credentialsV2Url, openBadgesUrl],
    id: address,
    type: ['Achievement'],
    achievementType: definition.achievementType,
    name: definition.name,
    description: definition.proves,
    criteria: { id: address, narrative: criteriaNarrative(definition) },
    image: { id: imageUrl, type: 'Image', caption: definition.name },
    creator: { id: issuer.url, type: ['Profile'], name: issuer.name },
    inLanguage: definition.language,
    version: String(number),
    ...(definition.tags.length === 0 ? {} : { tag: [...definition.tags] }),
    ...(definition.alignments.length === 0 ? {} : { alignment: alignmentsOf(definition) }),
    ...resultDescriptionsOf(definition, `${address}#v${number}`),
  }
}

function alignmentsOf(definition: Definition): JsonObject[] {
  return definition.alignments.map(({ targetCode, targetFramework, targetDescription, ...rest }) => ({
    type: ['Alignment'],
    ...rest,
    ...(targetCode ? { targetCode } : {}),
    ...(targetFramework ? { targetFramework } : {}),
    ...(targetDescription ? { targetDescription } : {}),
  }))
}

function resultDescriptionsOf(definition: Definition, base: string): JsonObject {
  const rows = definition.criteria.flatMap((criterion) =>
    rowsOf(criterion).map((row): JsonObject => {
      const id = `${base}.${criterion.id}.${row.id}`
      return {
        id,
        type: ['ResultDescription'],
        name: row.title,
        resultType: 'RubricCriterionLevel',
        requiredLevel: `${id}.${row.required}`,
        rubricCriterionLevel: definition.levels.map((name, at) => ({
          id: `${id}.${at + 1}`,
          type: ['RubricCriterionLevel'],
          name,
          description: row.descriptions[at] ?? '',
          level: String(at + 1),
        })),
      }
    }),
  )
  return rows.length === 0 ? {} : { resultDescription: rows }
}
