import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findChromium } from './chromium.mjs'

const folder = mkdtempSync(join(tmpdir(), 'assay-chromium-'))
afterAll(() => rmSync(folder, { recursive: true }))

function program(...path) {
  const file = join(folder, ...path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, 0o755)
  return file
}

describe('finding Chromium', () => {
  it('takes what CHROMIUM_PATH names before anything on PATH', () => {
    const own = program('own', 'my-browser')
    program('a', 'chromium')
    expect(findChromium({ CHROMIUM_PATH: own, PATH: join(folder, 'a') })).toBe(own)
  })

  it('prefers chromium to Chrome, wherever on PATH they are', () => {
    program('first', 'google-chrome')
    const chromium = program('second', 'chromium')
    expect(findChromium({ PATH: `${join(folder, 'first')}:${join(folder, 'second')}` })).toBe(chromium)
  })

  it('refuses a CHROMIUM_PATH that names no program, instead of taking another', () => {
    const missing = join(folder, 'missing')
    expect(() => findChromium({ CHROMIUM_PATH: missing, PATH: join(folder, 'a') })).toThrow(
      'which is not a program',
    )
  })

  it('passes by a folder and a file that cannot be run', () => {
    mkdirSync(join(folder, 'odd', 'chromium'), { recursive: true })
    writeFileSync(join(folder, 'odd', 'chromium-browser'), '')
    const found = findChromium({ PATH: join(folder, 'odd') })
    expect(found === undefined || !found.startsWith(folder)).toBe(true)
  })
})
