import { describe, expect, it } from 'vitest'
import { completeLock, missingEntries } from './complete-lock.mjs'
import { platformOf } from './platform-package.mjs'

const lockWith = (packages) => ({ lockfileVersion: 3, packages: { '': { name: 'root' }, ...packages } })

describe('completing the lock', () => {
  const lock = lockWith({
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/win32-arm64-msvc': '1.0.0' },
    },
    'node_modules/@tool/linux-x64': { version: '1.0.0', optional: true },
  })

  it('adds what a registry lacked, marked so that other platforms pass it by', () => {
    expect(completeLock(lock).packages['node_modules/@tool/win32-arm64-msvc']).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      os: ['win32'],
      dev: true,
      optional: true,
    })
  })

  it('changes nothing that is there and finds nothing the second time', () => {
    const completed = completeLock(lock)
    expect(completed.packages['node_modules/@tool/linux-x64']).toEqual({ version: '1.0.0', optional: true })
    expect(missingEntries(completed)).toEqual([])
    expect(completeLock(completed)).toEqual(completed)
  })

  it('keeps the order in which npm writes keys', () => {
    const keys = Object.keys(completeLock(lock).packages)
    expect(keys).toEqual([...keys].sort((a, b) => a.localeCompare(b, 'en')))
  })

  it('finds an entry nested below its parent, and one above a nested parent', () => {
    const nested = lockWith({
      'node_modules/a/node_modules/tool': {
        optionalDependencies: { '@tool/linux-x64': '2.0.0', fsevents: '2.3.3' },
      },
      'node_modules/a/node_modules/@tool/linux-x64': { version: '2.0.0' },
      'node_modules/fsevents': { version: '2.3.3' },
    })
    expect(missingEntries(nested)).toEqual([])
  })

  it('refuses two versions of one missing package, and a range', () => {
    const wants = (version) => ({ optionalDependencies: { '@tool/linux-arm64': version } })
    const two = lockWith({ 'node_modules/a': wants('1.0.0'), 'node_modules/b': wants('2.0.0') })
    expect(() => missingEntries(two)).toThrow('wanted at 1.0.0 and at 2.0.0')
    expect(() => missingEntries(lockWith({ 'node_modules/a': wants('^1.0.0') }))).toThrow(
      'only an exact version',
    )
  })
})

describe('the platform in a package name', () => {
  it.each([
    ['@rollup/rollup-linux-x64-musl', { cpu: ['x64'], libc: ['musl'], os: ['linux'] }],
    ['@rollup/rollup-linux-arm-gnueabihf', { cpu: ['arm'], libc: ['glibc'], os: ['linux'] }],
    ['@rollup/rollup-win32-x64-gnu', { cpu: ['x64'], os: ['win32'] }],
    ['@oxc-parser/binding-android-arm-eabi', { cpu: ['arm'], os: ['android'] }],
    ['@oxc-parser/binding-wasm32-wasi', { cpu: ['wasm32'] }],
    ['@biomejs/cli-darwin-arm64', { cpu: ['arm64'], os: ['darwin'] }],
    ['fsevents', { os: ['darwin'] }],
  ])('is read from %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform)
  })

  it('is never guessed', () => {
    expect(() => platformOf('left-pad')).toThrow('does not say its platform')
  })
})
