import { expect, it } from 'vitest'
import { createProgress } from './move-progress.ts'

it('tells each hundredth with the rate so far and the time that is left at it', () => {
  let now = 0
  const lines: string[] = []
  const progress = createProgress(
    { files: 400, bytes: 400 * 1024 * 1024 },
    (line) => lines.push(line),
    () => now,
  )
  expect(progress.begin()).toBe('400 files to move, 400.0 MiB.')
  for (let at = 0; at < 8; at += 1) {
    now += 500
    progress.add(1024 * 1024)
  }
  expect(lines).toEqual([
    '4 of 400 files (1 %), 2.0 MiB/s, 3 min 18 s left',
    '8 of 400 files (2 %), 2.0 MiB/s, 3 min 16 s left',
  ])
})

it('stays whole where files are empty or more than were counted', () => {
  const lines: string[] = []
  const progress = createProgress(
    { files: 1, bytes: 0 },
    (line) => lines.push(line),
    () => 0,
  )
  progress.add(0)
  progress.add(5)
  expect(lines).toEqual(['1 of 1 files (100 %), 0.0 MiB/s, 0 s left'])
})
