import type { DefinitionInput } from '../../features/achievements/schema.ts'

type Rubric = Extract<DefinitionInput['criteria'][number], { kind: 'performance' }>['rubric']

/** What the levels of every rubric here are called. */
export const LEVELS = ['With help', 'By the sheet', 'Alone', 'Leads others']

/** One row of a rubric, with a description for each level. */
export const row = (
  id: string,
  title: string,
  required: number,
  descriptions: [string, string, string, string],
  weight = 1,
): Rubric[number] => ({
  id,
  title,
  required,
  weight,
  descriptions,
})

/** A skill or kind of knowledge of O*NET's content model. */
export const onet = (name: string, code: string) => ({
  targetName: name,
  targetUrl: `https://www.onetonline.org/find/descriptor/result/${code}`,
  targetType: 'ceasn:Competency' as const,
  targetCode: code,
  targetFramework: 'O*NET',
})
