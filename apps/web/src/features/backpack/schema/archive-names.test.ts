import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNames, endingOf, stemOf } from './archive-names.ts'

describe('the names of files in an archive', () => {
  it.each([
    ['Reefer Cargo Handling', 'json', 'a/reefer-cargo-handling.json'],
    ['Señales de grúa', 'PNG', 'a/senales-de-grua.png'],
    ['../../etc/passwd', 'json', 'a/etc-passwd.json'],
    ['..\\..\\boot', 'ini', 'a/boot.ini'],
    ['\u202egnp.exe', 'txt', 'a/gnp-exe.txt'],
    ['line\r\nbreak', 'txt', 'a/line-break.txt'],
    ['船', 'pdf', 'a/file.pdf'],
    ['', 'pdf', 'a/file.pdf'],
    ['NUL', 'txt', 'a/file-nul.txt'],
    ['x'.repeat(10_000), 'txt', `a/${'x'.repeat(60)}.txt`],
    ['notes', '../sh', 'a/notes.bin'],
    ['notes', '', 'a/notes.bin'],
  ])('F6 say nothing but letters, digits and hyphens: %j', (title, ending, expected) => {
    expect(createNames()('a', title, ending)).toBe(expected)
  })

  it('F4 are each given once', () => {
    const name = createNames()
    const titles = ['Log', 'log', 'LOG!', 'log 2', 'log-2']
    expect(titles.map((title) => name('a', title, 'txt'))).toEqual([
      'a/log.txt',
      'a/log-2.txt',
      'a/log-3.txt',
      'a/log-2-2.txt',
      'a/log-2-3.txt',
    ])
    expect(name('b', 'log', 'txt')).toBe('b/log.txt')
  })

  it('F6 stay safe and distinct whatever people call their files', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ maxLength: 12 }))),
        (files) => {
          const name = createNames()
          const paths = files.map(([title, ending]) => name('a', title, ending))
          for (const path of paths) expect(path).toMatch(/^a\/[a-z0-9][a-z0-9-]{0,80}\.[a-z0-9]{1,10}$/)
          expect(new Set(paths).size).toBe(paths.length)
        },
      ),
    )
  })

  it('part a name from its ending', () => {
    expect(['log.tar.gz', 'log', '.env', 'a.b c'].map(endingOf)).toEqual(['gz', '', 'env', ''])
    expect(['log.tar.gz', 'log', 'a.b c'].map(stemOf)).toEqual(['log.tar', 'log', 'a.b c'])
  })
})
