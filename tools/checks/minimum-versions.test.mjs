import { describe, expect, it } from 'vitest'
import { findUnsafe, isSafe } from './minimum-versions.mjs'

describe('minimum safe versions', () => {
  it.each([
    ['7.18.2', ['6.23.0', '7.18.2'], true],
    ['7.18.1', ['6.23.0', '7.18.2'], false],
    ['6.23.0', ['6.23.0', '7.18.2'], true],
    ['6.9.9', ['6.23.0', '7.18.2'], false],
    ['5.99.0', ['6.23.0', '7.18.2'], false],
    ['8.0.0', ['6.23.0', '7.18.2'], true],
    ['7.18.2-rc.1', ['7.18.2'], false],
    ['10.0.0', ['9.0.1'], true],
  ])('%s against %j is safe: %s', (version, minimums, safe) => {
    expect(isSafe(version, minimums)).toBe(safe)
  })

  const rules = [{ package: 'undici', safeFrom: ['7.18.2'], reason: 'a reason' }]

  it('looks at every copy, nested and renamed ones too', () => {
    const packages = {
      'node_modules/undici': { version: '7.18.2' },
      'node_modules/a/node_modules/undici': { version: '7.18.1' },
      'node_modules/renamed': { name: 'undici', version: '6.0.0' },
      'node_modules/undici-types': { version: '1.0.0' },
    }
    const found = findUnsafe({ packages }, rules)
    expect(found).toEqual([
      'node_modules/a/node_modules/undici is 7.18.1; safe from 7.18.2: a reason',
      'node_modules/renamed is 6.0.0; safe from 7.18.2: a reason',
    ])
  })

  it('wants a reason for every entry', () => {
    expect(findUnsafe({ packages: {} }, [{ package: 'x', safeFrom: ['1.0.0'] }])).toEqual([
      'x: an entry needs a reason',
    ])
  })

  it('refuses a version it cannot read', () => {
    expect(() => isSafe('latest', ['1.0.0'])).toThrow('no version of three numbers')
  })
})
