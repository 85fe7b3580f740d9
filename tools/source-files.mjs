// The files people write here, for checks that read source: no installed, built or generated folder.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const skipped = new Set([
  'node_modules',
  'dist',
  'build',
  '.react-router',
  '.git',
  '.assay',
  'data',
  'test-results',
])

/** Paths below `folder`, relative to `root`, with forward slashes, sorted; a folder that is not there has none. */
export function listFiles(root, folder, accepts = () => true) {
  let entries
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
  const files = []
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, 'en'))) {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) files.push(...listFiles(root, path, accepts))
    } else if (entry.isFile() && accepts(path)) files.push(path)
  }
  return files
}

/** Whether a file is a test or serves tests only. */
export function isTestFile(path) {
  return /\.(test|e2e|bench|fixture)\.[cm]?tsx?$|\.test\.mjs$|(^|\/)(test|e2e|fixtures)\/|^packages\/testkit\//.test(
    path,
  )
}
