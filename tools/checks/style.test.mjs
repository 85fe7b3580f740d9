import { describe, expect, it } from 'vitest'
import { judgeFile } from './style.mjs'

const breaches = (path, text) =>
  judgeFile(path, text).map(({ line, message }) => `${line}: ${message.split(/[;,]/)[0]}`)
const inPackage = 'packages/core/src/a.ts'

describe('style', () => {
  it('keeps the environment in config.ts, tests and tools', () => {
    const text = 'const a = 1\nconst port = process.env.PORT\n'
    expect(breaches('apps/web/src/http/a.ts', text)).toEqual([
      '2: the environment is read in apps/web/src/config.ts alone',
    ])
    for (const path of [
      'apps/web/src/config.ts',
      'apps/web/vite.config.ts',
      'apps/web/test/a.ts',
      'packages/core/src/a.test.ts',
      'tools/a.mjs',
    ]) {
      expect(breaches(path, text)).toEqual([])
    }
  })

  it.each([
    'await fetch(url)',
    'const now = Date.now()',
    'const now = new Date()',
    'Math.random()',
    'console.log(1)',
  ])('refuses %s in a pure package, and not where a comment mentions it', (text) => {
    expect(breaches(inPackage, text)).toHaveLength(1)
    expect(breaches(inPackage, `// never ${text}`)).toEqual([])
    expect(breaches('packages/node/src/a.ts', text)).toEqual([])
  })

  it('lets a pure package call what it was given and read a date it was given', () => {
    expect(breaches(inPackage, 'await options.fetch(url)\nnew Date(text)\nprefetch(url)')).toEqual([])
  })

  it.each([
    '// TODO later',
    '// FIXME',
    '// @ts-ignore',
    '// @ts-expect-error',
    '// biome-ignore lint/a/b',
    '// biome-ignore lint/a/b: <explanation>',
    '/* biome-ignore lint/a/b: */',
  ])('refuses "%s"', (text) => {
    expect(breaches('apps/web/src/a.ts', text)).toHaveLength(1)
  })

  it('accepts a silenced check with its reason', () => {
    expect(
      breaches(
        inPackage,
        '// @ts-expect-error the types of x lack y\n// biome-ignore lint/a/b: it is read by z',
      ),
    ).toEqual([])
  })

  it('refuses .only in tests', () => {
    expect(breaches('packages/core/src/a.test.ts', "describe.only('a', () => {})")).toHaveLength(1)
    expect(breaches('packages/core/src/a.test.ts', "it('keeps one.only(x)', () => {})")).toEqual([])
  })
})
