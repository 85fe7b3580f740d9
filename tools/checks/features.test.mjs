import { describe, expect, it } from 'vitest'
import { featureGraph, findCircles, judgeFiles } from './features.mjs'

describe('feature folders', () => {
  it('hold their seven parts, a folder for a large part, pages and tests', () => {
    const paths = [
      'earn/schema.ts',
      'earn/queries.ts',
      'earn/commands/submit.ts',
      'earn/jobs.ts',
      'earn/pages/detail.tsx',
      'earn/earn.db.test.ts',
      'earn/pages/detail.test.tsx',
    ]
    expect(judgeFiles(paths)).toEqual([])
  })

  it.each(['earn/utils.ts', 'earn/service/a.ts', 'loose.ts', 'earn/schema.tsx', 'earn/commands/deep/a.ts'])(
    'do not hold %s',
    (path) => {
      expect(judgeFiles([path])).toHaveLength(1)
    },
  )

  const file = (path, text) => ({ path, text })

  it('are reported when they import each other in a circle, with the files that do', () => {
    const graph = featureGraph([
      file('a/commands.ts', "import { b } from '../b/queries.ts'"),
      file('b/commands/x.ts', "import type { C } from '../../c/schema.ts'"),
      file('c/pages/p.tsx', "const a = await import('../../a/queries.ts')"),
    ])
    expect(findCircles(graph)).toEqual([
      'a -> b (a/commands.ts), b -> c (b/commands/x.ts), c -> a (c/pages/p.tsx)',
    ])
  })

  it('may share a third and import within themselves', () => {
    const graph = featureGraph([
      file('a/commands.ts', "import { c } from '../c/queries.ts'\nimport { d } from './queries.ts'"),
      file('b/commands.ts', "import { c } from '../c/queries.ts'\nimport { db } from '../../db/connect.ts'"),
    ])
    expect(findCircles(graph)).toEqual([])
  })
})
